package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.CharClass;
import dev.puna.grammar.GrammarNode.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A set of texts as a deterministic automaton over characters: for what rules can not say, as that
 * a text fits two expressions at once.
 */
final class CharacterDfa {
  private static final int MOST_STATES = 1 << 16;

  /** What a state and a range of a step are to {@link Effort}. */
  private static final long STATE = 50;

  private static final long STEP = 20;

  /** No state. */
  private static final int NOWHERE = -1;

  /**
   * What some characters lead to.
   *
   * @param ranges as in {@link CodePointRanges}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step<S>(int[] ranges, S target) {}

  /** A state of two automata, or of one and a count. */
  private record Pair(int first, int second) {}

  /** By state, of which the first is 0; none leads to where nothing ends. */
  private final List<List<Step<Integer>>> steps;

  private final BitSet ends;

  private final Effort effort;

  private CharacterDfa(List<List<Step<Integer>>> steps, BitSet ends, Effort effort) {
    this.steps = steps;
    this.ends = ends;
    this.effort = effort;
  }

  /** No text. */
  static CharacterDfa none(Effort effort) {
    return explore(0, state -> List.of(), state -> false, effort);
  }

  /** Any text. */
  static CharacterDfa all(Effort effort) {
    int[] any = {0, Character.MAX_CODE_POINT};
    return explore(0, state -> List.of(new Step<>(any, state)), state -> true, effort);
  }

  /**
   * The automaton of all that is reached from a state.
   *
   * @param steps those of a state; no character may be in two of them
   * @throws GrammarException if it is too large
   */
  static <S> CharacterDfa explore(
      S start, Function<S, List<Step<S>>> steps, Predicate<S> isEnd, Effort effort) {
    List<S> states = new ArrayList<>(List.of(start));
    Map<S, Integer> numbers = new HashMap<>(Map.of(start, 0));
    List<List<Step<Integer>>> all = new ArrayList<>();
    BitSet ends = new BitSet();
    for (int i = 0; i < states.size(); i++) {
      Map<Integer, int[]> merged = new LinkedHashMap<>();
      effort.spend(STATE);
      for (Step<S> step : steps.apply(states.get(i))) {
        effort.spend(step.ranges.length * STEP);
        Integer number = numbers.putIfAbsent(step.target, states.size());
        if (number == null) {
          number = states.size();
          states.add(step.target);
        }
        merged.merge(number, step.ranges, CodePointRanges::union);
      }
      if (states.size() > MOST_STATES) {
        throw new GrammarException(
            "this takes more than " + MOST_STATES + " states; simplify it or leave it out");
      }
      List<Step<Integer>> here = new ArrayList<>(merged.size());
      merged.forEach((target, ranges) -> here.add(new Step<>(ranges, target)));
      all.add(here);
      ends.set(i, isEnd.test(states.get(i)));
    }
    return new CharacterDfa(all, ends, effort).pruned();
  }

  /** Drops what leads to where nothing ends. */
  private CharacterDfa pruned() {
    List<List<Integer>> before = new ArrayList<>();
    steps.forEach(state -> before.add(new ArrayList<>()));
    for (int i = 0; i < steps.size(); i++) {
      for (Step<Integer> step : steps.get(i)) {
        before.get(step.target).add(i);
      }
    }
    BitSet live = (BitSet) ends.clone();
    Deque<Integer> open = new ArrayDeque<>();
    ends.stream().forEach(open::add);
    while (!open.isEmpty()) {
      for (int state : before.get(open.remove())) {
        if (!live.get(state)) {
          live.set(state);
          open.add(state);
        }
      }
    }
    steps.forEach(state -> state.removeIf(step -> !live.get(step.target)));
    return this;
  }

  /** The texts of both. */
  CharacterDfa and(CharacterDfa other) {
    return explore(
        new Pair(0, 0),
        pair -> common(pair, other),
        pair -> ends.get(pair.first) && other.ends.get(pair.second),
        effort);
  }

  /** The texts that are not of another set. */
  CharacterDfa minus(CharacterDfa other) {
    return explore(
        new Pair(0, 0),
        pair -> {
          List<Step<Pair>> next = common(pair, other);
          for (Step<Integer> one : steps.get(pair.first)) {
            int[] rest = one.ranges;
            for (Step<Integer> two : other.stepsOf(pair.second)) {
              effort.spend(STEP);
              rest = CodePointRanges.minus(rest, two.ranges);
            }
            if (rest.length > 0) {
              next.add(new Step<>(rest, new Pair(one.target, NOWHERE)));
            }
          }
          return next;
        },
        pair -> ends.get(pair.first) && !(pair.second >= 0 && other.ends.get(pair.second)),
        effort);
  }

  /** What both take from a pair of states. */
  private List<Step<Pair>> common(Pair pair, CharacterDfa other) {
    List<Step<Pair>> common = new ArrayList<>();
    for (Step<Integer> one : steps.get(pair.first)) {
      for (Step<Integer> two : other.stepsOf(pair.second)) {
        effort.spend(STEP);
        int[] ranges = CodePointRanges.both(one.ranges, two.ranges);
        if (ranges.length > 0) {
          common.add(new Step<>(ranges, new Pair(one.target, two.target)));
        }
      }
    }
    return common;
  }

  private List<Step<Integer>> stepsOf(int state) {
    return state == NOWHERE ? List.of() : steps.get(state);
  }

  /** Those texts that have at least and at most so many characters; -1 is any number. */
  CharacterDfa withLength(int least, int most) {
    return explore(
        new Pair(0, 0),
        pair -> {
          int count = most < 0 ? Math.min(least, pair.second + 1) : pair.second + 1;
          List<Step<Pair>> longer = new ArrayList<>();
          if (most < 0 || count <= most) {
            for (Step<Integer> step : steps.get(pair.first)) {
              longer.add(new Step<>(step.ranges, new Pair(step.target, count)));
            }
          }
          return longer;
        },
        pair -> ends.get(pair.first) && pair.second >= least,
        effort);
  }

  /** Whether a text is one of them. */
  boolean accepts(String text) {
    int state = 0;
    for (int c : text.codePoints().toArray()) {
      int next = -1;
      for (Step<Integer> step : steps.get(state)) {
        if (CodePointRanges.contains(step.ranges, c)) {
          next = step.target;
        }
      }
      if (next < 0) {
        return false;
      }
      state = next;
    }
    return ends.get(state);
  }

  /**
   * The same texts as rules, one for each state.
   *
   * @param name what their names end with
   * @param spelled how characters are written
   */
  GrammarNode rules(JsonRules rules, String name, UnaryOperator<GrammarNode> spelled) {
    int[] alike = LookalikeStates.of(steps, ends, Automaton.HORIZON, effort);
    for (int i = 0; i < steps.size(); i++) {
      List<GrammarNode> options = new ArrayList<>();
      for (Step<Integer> step : steps.get(i)) {
        options.add(
            Nodes.sequence(
                spelled.apply(new CharClass(step.ranges, false)),
                new Reference(rule(step.target, name))));
      }
      if (ends.get(i)) {
        options.add(Nodes.EMPTY);
      }
      rules.put(rule(i, name), Nodes.choice(options));
      rules.alike(rule(i, name), rule(alike[i], name));
    }
    return new Reference(rule(0, name));
  }

  private static String rule(int state, String name) {
    return state + " within " + name;
  }
}
