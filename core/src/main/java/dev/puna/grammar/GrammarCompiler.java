package dev.puna.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes a pushdown automaton of rules. What no text fits is left out of it. */
final class GrammarCompiler {
  /** Repetitions of up to so many states are written out; beyond, their body is a rule. */
  private static final int WRITTEN_OUT = 1 << 12;

  /** Calls of such a rule that are written out; beyond, rules count them. */
  private static final int MOST_CALLS = 1 << 16;

  private final Map<String, GrammarNode> rules;
  private final Map<String, String> alike;
  private final NodeFacts productive;
  private final NodeFacts nullable;
  private final AutomatonBuilder builder = new AutomatonBuilder();
  private final Map<String, Integer> starts = new HashMap<>();
  private final IdentityHashMap<GrammarNode, Long> sizes = new IdentityHashMap<>();
  private final Deque<Runnable> pending = new ArrayDeque<>();

  /** By rule: the states before calls of it and of those alike, with which rules end. */
  private final Map<String, List<Integer>> callers = new HashMap<>();

  private GrammarCompiler(GrammarRules grammar) {
    rules = grammar.rules();
    alike = grammar.alike();
    productive = NodeFacts.productive(rules);
    nullable = NodeFacts.nullable(rules);
  }

  /**
   * Compiles a grammar.
   *
   * @throws GrammarException if it is left recursive, refers to a rule that it lacks, is too large,
   *     or if no text fits it
   */
  static Automaton compile(GrammarRules grammar) {
    String recursive = LeftRecursion.find(grammar.rules());
    if (recursive != null) {
      throw new GrammarException(LeftRecursion.message(recursive));
    }
    return new GrammarCompiler(grammar).compile(grammar.root());
  }

  private Automaton compile(String root) {
    if (!productive.holds(body(root))) {
      throw new GrammarException("no text fits the grammar: rule " + root + " never ends");
    }
    int start = rule(root);
    while (!pending.isEmpty()) {
      pending.remove().run();
    }
    callers.values().forEach(this::markAlike);
    return builder.build(start);
  }

  private GrammarNode body(String rule) {
    GrammarNode body = rules.get(rule);
    if (body == null) {
      throw new GrammarException("rule " + rule + " is not defined");
    }
    return body;
  }

  /** Where a rule starts. */
  private int rule(String name) {
    Integer known = starts.get(name);
    return known != null ? known : register(name, body(name));
  }

  private int register(String name, GrammarNode body) {
    int start = rule(body);
    starts.put(name, start);
    return start;
  }

  private int rule(GrammarNode body) {
    int start = builder.state();
    int end = builder.acceptingState();
    pending.add(() -> emit(body, start, end));
    return start;
  }

  /** Adds what leads through a productive node, from one state to another. */
  private void emit(GrammarNode node, int from, int to) {
    switch (node) {
      case GrammarNode.Literal literal -> emitLiteral(literal.text(), from, to);
      case GrammarNode.CharClass characters -> emitClass(Utf8Ranges.of(characters), from, to);
      case GrammarNode.Token token -> builder.token(from, token.token(), token.negated(), to);
      case GrammarNode.Sequence sequence -> {
        int at = from;
        List<GrammarNode> parts = sequence.parts();
        for (int i = 0; i < parts.size(); i++) {
          boolean isLast = i == parts.size() - 1;
          int next = isLast ? to : builder.state();
          if (isLast && i > 0 && parts.get(i) instanceof GrammarNode.Reference(String rule)) {
            noteCaller(rule, at);
          }
          emit(parts.get(i), at, next);
          at = next;
        }
        builder.empty(at, to);
      }
      case GrammarNode.Choice choice -> {
        for (GrammarNode option : choice.options()) {
          if (productive.holds(option)) {
            emit(option, from, to);
          }
        }
      }
      case GrammarNode.Repeat repeat -> emitRepeat(repeat, from, to);
      case GrammarNode.Reference reference -> builder.call(from, rule(reference.rule()), to);
    }
  }

  private void noteCaller(String rule, int state) {
    String first = alike.get(rule);
    if (first != null) {
      callers.computeIfAbsent(first, key -> new ArrayList<>()).add(state);
    }
  }

  /** States from each of which the same or almost the same comes: the highest is for all. */
  private void markAlike(List<Integer> states) {
    int highest = Collections.max(states);
    for (int state : states) {
      builder.alike(state, highest, 1);
    }
  }

  private void emitLiteral(String text, int from, int to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = from;
    for (int i = 0; i < bytes.length; i++) {
      int next = i == bytes.length - 1 ? to : builder.state();
      builder.bytes(at, bytes[i] & 0xFF, bytes[i] & 0xFF, next);
      at = next;
    }
    builder.empty(at, to);
  }

  /** Sequences that end alike share the states of their ends. */
  private void emitClass(List<int[]> sequences, int from, int to) {
    Map<Long, Integer> tails = new HashMap<>();
    for (int[] sequence : sequences) {
      int next = to;
      for (int i = sequence.length - 2; i > 0; i -= 2) {
        int target = next;
        int low = sequence[i];
        int high = sequence[i + 1];
        next =
            tails.computeIfAbsent(
                (long) target << 16 | low << 8 | high,
                key -> {
                  int state = builder.state();
                  builder.bytes(state, low, high, target);
                  return state;
                });
      }
      builder.bytes(from, sequence[0], sequence[1], next);
    }
  }

  private void emitRepeat(GrammarNode.Repeat repeat, int from, int to) {
    GrammarNode body = repeat.body();
    if (repeat.most() == 0 || !productive.holds(body)) {
      builder.empty(from, to);
      return;
    }
    boolean unbounded = repeat.most() < 0;
    int copies = Math.max(repeat.least(), repeat.most());
    if (copies <= 1 || size(repeat) <= WRITTEN_OUT) {
      emitCopies(repeat, (before, after) -> emit(body, before, after), from, to);
    } else if (copies <= MOST_CALLS) {
      int start = rule(body);
      emitCopies(repeat, (before, after) -> builder.call(before, start, after), from, to);
    } else {
      Counter counter = new Counter(rule(body));
      int middle = builder.state();
      counter.emitExactly(repeat.least(), from, middle);
      if (unbounded) {
        builder.call(middle, counter.one, middle);
        builder.empty(middle, to);
      } else {
        counter.emitUpTo(repeat.most() - repeat.least(), middle, to);
      }
    }
  }

  /** Adds what leads through the body of a repetition. */
  private interface Body {
    void emit(int from, int to);
  }

  private void emitCopies(GrammarNode.Repeat repeat, Body body, int from, int to) {
    boolean unbounded = repeat.most() < 0;
    int least = repeat.least();
    int copies = Math.max(least, repeat.most());
    // The states of copy i are those from bases[i] on; its end is where the next one begins.
    int[] bases = new int[copies + 1];
    int at = from;
    for (int i = 0; i < copies; i++) {
      bases[i] = builder.states();
      boolean loops = unbounded && i == least - 1;
      int before = loops ? loopState(at) : at;
      if (i >= least) {
        builder.empty(at, to);
      }
      at = builder.state();
      body.emit(before, at);
      if (loops) {
        builder.empty(at, before);
      }
    }
    bases[copies] = builder.states();
    if (unbounded && least == 0) {
      at = loopState(at);
      body.emit(at, at);
    }
    builder.empty(at, to);
    if (!nullable.holds(repeat.body())) {
      markAlike(bases, 0, least);
      markAlike(bases, least, copies);
    }
  }

  /** Each copy takes a byte or more: those far from the end have the same before them. */
  private void markAlike(int[] bases, int begin, int end) {
    int representative = end - 1 - Automaton.HORIZON;
    for (int i = begin; i < representative; i++) {
      int count = bases[i + 1] - bases[i];
      // The first copy may hold the beginnings of rules besides.
      if (count == bases[representative + 1] - bases[representative]) {
        builder.alike(bases[i], bases[representative], count);
      }
    }
  }

  /** A state of its own to come back to: what leads to {@code from} must not enter the loop. */
  private int loopState(int from) {
    int loop = builder.state();
    builder.empty(from, loop);
    return loop;
  }

  /** About how many states a node takes. */
  private long size(GrammarNode node) {
    Long known = sizes.get(node);
    if (known != null) {
      return known;
    }
    long size =
        switch (node) {
          case GrammarNode.Literal literal -> 1 + literal.text().length();
          case GrammarNode.CharClass characters -> Utf8Ranges.of(characters).size();
          case GrammarNode.Token token -> 2;
          case GrammarNode.Sequence sequence -> sum(sequence.parts());
          case GrammarNode.Choice choice -> sum(choice.options());
          case GrammarNode.Repeat repeat -> {
            long body = size(repeat.body());
            long copies = Math.max(1, Math.max(repeat.least(), repeat.most()));
            // A counted body is a rule of its own, called from about as many others.
            yield body * copies > WRITTEN_OUT ? Math.max(body, WRITTEN_OUT + 1) : body * copies;
          }
          case GrammarNode.Reference reference -> 1;
        };
    sizes.put(node, size);
    return size;
  }

  private long sum(List<GrammarNode> nodes) {
    long sum = 1;
    for (GrammarNode node : nodes) {
      sum += size(node);
    }
    return sum;
  }

  /**
   * Counts repetitions of a rule with about log²(n) rules: n times is twice n / 2 times, up to n
   * times is up to h times, or h + 1 times and then up to n - h - 1 times.
   */
  private final class Counter {
    private final int one;
    private final Map<Integer, Integer> exact = new HashMap<>();
    private final Map<Integer, Integer> upTo = new HashMap<>();

    Counter(int one) {
      this.one = one;
      exact.put(1, one);
    }

    void emitExactly(int count, int from, int to) {
      if (count == 0) {
        builder.empty(from, to);
      } else {
        builder.call(from, exactly(count), to);
      }
    }

    void emitUpTo(int count, int from, int to) {
      if (count == 0) {
        builder.empty(from, to);
      } else {
        builder.call(from, upTo(count), to);
      }
    }

    private int exactly(int count) {
      Integer known = exact.get(count);
      if (known != null) {
        return known;
      }
      int start = builder.state();
      int middle = builder.state();
      int rest = builder.state();
      int end = builder.acceptingState();
      exact.put(count, start);
      emitExactly(count / 2, start, middle);
      emitExactly(count / 2, middle, rest);
      emitExactly(count % 2, rest, end);
      return start;
    }

    private int upTo(int count) {
      Integer known = upTo.get(count);
      if (known != null) {
        return known;
      }
      int start = builder.state();
      int middle = builder.state();
      int end = builder.acceptingState();
      upTo.put(count, start);
      int half = count / 2;
      emitUpTo(half, start, end);
      emitExactly(half + 1, start, middle);
      emitUpTo(count - half - 1, middle, end);
      return start;
    }
  }
}
