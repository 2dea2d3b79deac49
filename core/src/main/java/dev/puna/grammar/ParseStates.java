package dev.puna.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs an automaton: finds the states of a parse and remembers them, so that each transition is
 * worked out once. What is remembered is bounded; when it grows too large all is forgotten, and
 * states that are still held go on to work. Thread-safe.
 */
final class ParseStates {
  /** About how many fields of 4 bytes are remembered. */
  private static final int MOST_REMEMBERED = 6 << 20;

  /** Steps that one transition may take. */
  private static final int MOST_STEPS = 1 << 20;

  /** Levels of two stacks that may have to be compared. */
  private static final int DEEPEST_UNION = 1000;

  /** Levels of a stack in which places are replaced by those alike. */
  private static final int ALIKE_LEVELS = 64;

  private static final int DEEPEST_STACK = 1 << 18;

  private final Automaton automaton;
  private final Configurations places;
  private final Map<ParseState.Kernel, ParseState> states = new HashMap<>();
  private final Map<ReturnStack, ReturnStack> stacks = new HashMap<>();
  private final Map<Union, ReturnStack> unions = new HashMap<>();

  /** By stack: one of places that stand for its own. */
  private final Map<ReturnStack, ReturnStack> alikes = new HashMap<>();

  private @Nullable ParseState start;
  private int remembered;
  private int steps;
  private final AtomicInteger generation = new AtomicInteger();

  ParseStates(Automaton automaton) {
    this.automaton = automaton;
    places = new Configurations(automaton.states());
  }

  Automaton automaton() {
    return automaton;
  }

  /** Changes when all was forgotten. */
  int generation() {
    return generation.get();
  }

  /** The state of the empty text. */
  synchronized ParseState start() {
    if (start == null) {
      start = local(new int[] {automaton.start});
    }
    return start;
  }

  /** The state after one more byte. */
  ParseState next(ParseState state, byte value) {
    int byteClass = automaton.classOf(value);
    ParseState known = state.next(byteClass);
    return known != null ? known : step(state, byteClass);
  }

  /** The state of a text that is in one or the other. */
  @SuppressWarnings("ReferenceEquality") // states are unique
  synchronized ParseState either(ParseState one, ParseState other) {
    if (one == ParseState.DEAD || one == other) {
      return other;
    }
    if (other == ParseState.DEAD) {
      return one;
    }
    steps = 0;
    places.clear();
    for (ParseState state : new ParseState[] {one, other}) {
      for (int i = 0; i < state.kernel.states.length; i++) {
        add(state.kernel.states[i], state.kernel.stacks[i]);
      }
    }
    int[] sorted = places.sortedStates();
    return state(new ParseState.Kernel(sorted, stacksOf(sorted)));
  }

  /** The state at places of the automaton with nothing to return to. */
  synchronized ParseState local(int[] places) {
    ReturnStack[] none = new ReturnStack[places.length];
    Arrays.fill(none, ReturnStack.EMPTY);
    return state(new ParseState.Kernel(places, none));
  }

  /** The state after a rule has ended that was entered with these stacks. */
  synchronized ParseState returned(ReturnStack stack) {
    return state(new ParseState.Kernel(stack.returns, stack.below));
  }

  /** A state that up to {@link Automaton#HORIZON} bytes can not tell from this one. */
  synchronized ParseState alike(ParseState state) {
    if (!automaton.hasAlike) {
      return state;
    }
    steps = 0;
    places.clear();
    ParseState.Kernel kernel = state.kernel;
    for (int i = 0; i < kernel.states.length; i++) {
      add(automaton.alike[kernel.states[i]], alike(kernel.stacks[i], 0));
    }
    int[] sorted = places.sortedStates();
    return state(new ParseState.Kernel(sorted, stacksOf(sorted)));
  }

  private ReturnStack alike(ReturnStack stack, int level) {
    if (stack.returns.length == 0 || level == ALIKE_LEVELS) {
      return stack;
    }
    ReturnStack known = alikes.get(stack);
    if (known != null) {
      return known;
    }
    ReturnStack result = stack.hasEmpty ? ReturnStack.EMPTY : null;
    for (int i = 0; i < stack.returns.length; i++) {
      ReturnStack one = push(automaton.alike[stack.returns[i]], alike(stack.below[i], level + 1));
      result = result == null ? one : union(result, one, 0);
    }
    ReturnStack alike = result == null ? stack : result;
    alikes.put(stack, alike);
    remembered += 12;
    return alike;
  }

  /** Works out the state after a byte of a class. */
  synchronized ParseState step(ParseState state, int byteClass) {
    if (remembered > MOST_REMEMBERED) {
      forget();
    }
    int value = automaton.representative(byteClass);
    steps = 0;
    places.clear();
    for (int i = 0; i < state.states.length; i++) {
      int place = state.states[i];
      for (int edge = automaton.first[place]; edge < automaton.first[place + 1]; edge++) {
        int low = automaton.low[edge];
        if (low >= 0 && low <= value && value <= automaton.high[edge]) {
          add(automaton.target[edge], state.stacks[i]);
        }
      }
    }
    ParseState next = ParseState.DEAD;
    if (places.size() > 0) {
      int[] sorted = places.sortedStates();
      next = state(new ParseState.Kernel(sorted, stacksOf(sorted)));
    }
    state.setNext(byteClass, next);
    return next;
  }

  private ReturnStack[] stacksOf(int[] sorted) {
    ReturnStack[] result = new ReturnStack[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      result[i] = places.stackOf(sorted[i]);
    }
    return result;
  }

  private void forget() {
    states.clear();
    stacks.clear();
    unions.clear();
    alikes.clear();
    start = null;
    remembered = 0;
    generation.incrementAndGet();
  }

  /** The state with a kernel: follows empty edges, calls and returns until nothing is new. */
  private ParseState state(ParseState.Kernel kernel) {
    ParseState known = states.get(kernel);
    if (known != null) {
      return known;
    }
    steps = 0;
    places.clear();
    for (int i = 0; i < kernel.states.length; i++) {
      places.add(kernel.states[i], kernel.stacks[i]);
    }
    boolean complete = false;
    for (int i = places.take(); i >= 0; i = places.take()) {
      complete |= follow(places.state(i), places.stack(i));
    }
    ParseState state = collect(kernel, complete);
    states.put(kernel, state);
    remembered += 40 + 4 * kernel.states.length + 3 * state.states.length + automaton.classes();
    return state;
  }

  /** Adds what can be reached from a place at once; whether the text may end there. */
  private boolean follow(int place, ReturnStack stack) {
    for (int edge = automaton.first[place]; edge < automaton.first[place + 1]; edge++) {
      int target = automaton.target[edge];
      if (automaton.low[edge] == Automaton.EMPTY) {
        add(target, stack);
      } else if (automaton.low[edge] == Automaton.CALL) {
        // Where the caller has nothing left to do, the callee returns to the caller's caller:
        // repetitions by recursion at the end of a rule take no stack.
        add(automaton.high[edge], automaton.onlyReturns(target) ? stack : push(target, stack));
      }
    }
    if (!automaton.accepting[place]) {
      return false;
    }
    for (int i = 0; i < stack.returns.length; i++) {
      add(stack.returns[i], stack.below[i]);
    }
    return stack.hasEmpty;
  }

  private ParseState collect(ParseState.Kernel kernel, boolean complete) {
    int[] active = new int[places.size()];
    ReturnStack[] activeStacks = new ReturnStack[places.size()];
    int count = 0;
    int forced = -2;
    for (int i = 0; i < places.size(); i++) {
      int place = places.state(i);
      boolean reads = false;
      for (int edge = automaton.first[place]; edge < automaton.first[place + 1]; edge++) {
        int low = automaton.low[edge];
        if (low >= 0) {
          reads = true;
          boolean same = low == automaton.high[edge] && (forced == -2 || forced == low);
          forced = same ? low : -1;
        }
      }
      if (reads) {
        active[count] = place;
        activeStacks[count++] = places.stack(i);
      }
    }
    return new ParseState(
        kernel,
        Arrays.copyOf(active, count),
        Arrays.copyOf(activeStacks, count),
        complete,
        complete ? -1 : Math.max(forced, -1),
        steps,
        automaton.classes());
  }

  private void add(int place, ReturnStack stack) {
    count();
    int i = places.find(place);
    if (i < 0) {
      places.add(place, stack);
    } else {
      places.replace(i, union(places.stack(i), stack, 0));
    }
  }

  private void count() {
    if (++steps > MOST_STEPS) {
      throw Configurations.tooAmbiguous();
    }
  }

  private ReturnStack push(int returnTo, ReturnStack below) {
    if (below.height >= DEEPEST_STACK) {
      throw new GrammarException(
          "the text nests the rules of the grammar more than " + DEEPEST_STACK + " deep");
    }
    return unique(new ReturnStack(false, new int[] {returnTo}, new ReturnStack[] {below}));
  }

  private ReturnStack unique(ReturnStack stack) {
    ReturnStack known = stacks.putIfAbsent(stack, stack);
    if (known != null) {
      return known;
    }
    remembered += 20 + 2 * stack.returns.length;
    return stack;
  }

  @SuppressWarnings("ReferenceEquality") // equal sets are one object
  private ReturnStack union(ReturnStack a, ReturnStack b, int depth) {
    if (a == b) {
      return a;
    }
    Union key = new Union(a, b);
    ReturnStack known = unions.get(key);
    if (known != null) {
      return known;
    }
    count();
    if (depth > DEEPEST_UNION) {
      throw Configurations.tooAmbiguous();
    }
    int[] returns = new int[a.returns.length + b.returns.length];
    ReturnStack[] below = new ReturnStack[returns.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < a.returns.length || j < b.returns.length) {
      boolean takeA = j == b.returns.length || i < a.returns.length && a.returns[i] <= b.returns[j];
      boolean takeB = i == a.returns.length || j < b.returns.length && b.returns[j] <= a.returns[i];
      if (takeA && takeB) {
        returns[count] = a.returns[i];
        below[count++] = union(a.below[i++], b.below[j++], depth + 1);
      } else if (takeA) {
        returns[count] = a.returns[i];
        below[count++] = a.below[i++];
      } else {
        returns[count] = b.returns[j];
        below[count++] = b.below[j++];
      }
    }
    ReturnStack union =
        unique(
            new ReturnStack(
                a.hasEmpty || b.hasEmpty,
                Arrays.copyOf(returns, count),
                Arrays.copyOf(below, count)));
    unions.put(key, union);
    remembered += 16;
    return union;
  }

  /** Two stacks that were united, by identity. */
  private record Union(ReturnStack a, ReturnStack b) {
    @Override
    public int hashCode() {
      return System.identityHashCode(a) * 31 + System.identityHashCode(b);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equal sets are one object
    public boolean equals(Object other) {
      return other instanceof Union that && a == that.a && b == that.b;
    }
  }
}
