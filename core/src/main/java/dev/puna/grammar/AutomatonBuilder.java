package dev.puna.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects states and edges. */
final class AutomatonBuilder {
  private static final int MOST_STATES = 1 << 20;
  private static final int MOST_EDGES = 1 << 21;

  /** The edge that was added to a state last, and by edge the one before it; -1 for none. */
  private int[] last = new int[64];

  /** By state: a state of higher number that stands for it, or itself. */
  private int[] alike = new int[64];

  private int[] before = new int[64];
  private int[] source = new int[64];
  private int[] low = new int[64];
  private int[] high = new int[64];
  private int[] target = new int[64];
  private final BitSet accepting = new BitSet();
  private final Map<TokenReference, Integer> tokens = new LinkedHashMap<>();
  private int states;
  private int edges;

  /** A new state. */
  int state() {
    if (states == MOST_STATES) {
      throw tooLarge();
    }
    if (states == last.length) {
      last = Arrays.copyOf(last, 2 * states);
      alike = Arrays.copyOf(alike, 2 * states);
    }
    last[states] = -1;
    alike[states] = states;
    return states++;
  }

  /** A new state at which a rule ends. */
  int acceptingState() {
    int state = state();
    accepting.set(state);
    return state;
  }

  /** The number of states, which is that of the next one. */
  int states() {
    return states;
  }

  /** Lets {@code count} states from {@code higher} on stand for those from {@code lower} on. */
  void alike(int lower, int higher, int count) {
    for (int i = 0; i < count; i++) {
      alike[lower + i] = higher + i;
    }
  }

  void bytes(int from, int low, int high, int to) {
    edge(from, low, high, to);
  }

  void empty(int from, int to) {
    if (from != to) {
      edge(from, Automaton.EMPTY, 0, to);
    }
  }

  void call(int from, int ruleStart, int to) {
    edge(from, Automaton.CALL, ruleStart, to);
  }

  void token(int from, TokenReference token, boolean negated, int to) {
    int index = tokens.computeIfAbsent(token, key -> tokens.size());
    if (index == Automaton.MOST_TOKENS) {
      throw new GrammarException("the grammar names more than " + index + " tokens");
    }
    int marker = (negated ? Automaton.OTHER_TOKEN : Automaton.TOKEN) & 0xFF;
    int marked = state();
    bytes(from, marker, marker, marked);
    bytes(marked, index, index, to);
  }

  private void edge(int from, int least, int most, int to) {
    if (edges == MOST_EDGES) {
      throw tooLarge();
    }
    if (edges == low.length) {
      before = Arrays.copyOf(before, 2 * edges);
      source = Arrays.copyOf(source, 2 * edges);
      low = Arrays.copyOf(low, 2 * edges);
      high = Arrays.copyOf(high, 2 * edges);
      target = Arrays.copyOf(target, 2 * edges);
    }
    before[edges] = last[from];
    source[edges] = from;
    low[edges] = least;
    high[edges] = most;
    target[edges] = to;
    last[from] = edges++;
  }

  private static GrammarException tooLarge() {
    return new GrammarException(
        "the grammar is too large: it needs more than "
            + MOST_STATES
            + " states or "
            + MOST_EDGES
            + " edges; simplify it or lower its repetitions");
  }

  Automaton build(int start) {
    int[] first = new int[states + 1];
    for (int edge = 0; edge < edges; edge++) {
      first[source[edge] + 1]++;
    }
    for (int state = 0; state < states; state++) {
      first[state + 1] += first[state];
    }
    int[] sortedLow = new int[edges];
    int[] sortedHigh = new int[edges];
    int[] sortedTarget = new int[edges];
    boolean[] ends = new boolean[states];
    for (int state = 0; state < states; state++) {
      ends[state] = accepting.get(state);
      int place = first[state + 1];
      for (int edge = last[state]; edge >= 0; edge = before[edge]) {
        place--;
        sortedLow[place] = low[edge];
        sortedHigh[place] = low[edge] == Automaton.CALL ? resolve(high[edge]) : high[edge];
        sortedTarget[place] = resolve(target[edge]);
      }
    }
    // From the last on, for one that stands for another may itself be stood for.
    int[] standsFor = Arrays.copyOf(alike, states);
    for (int state = states - 1; state >= 0; state--) {
      if (standsFor[state] > state) {
        standsFor[state] = resolve(standsFor[standsFor[state]]);
      }
    }
    return new Automaton(
        resolve(start),
        first,
        sortedLow,
        sortedHigh,
        sortedTarget,
        ends,
        standsFor,
        List.copyOf(tokens.keySet()));
  }

  /** The state itself, or the next one that does more than lead to another by an empty edge. */
  private int resolve(int state) {
    int at = state;
    for (int steps = 0; steps < 100; steps++) {
      int edge = last[at];
      if (accepting.get(at) || edge < 0 || before[edge] >= 0 || low[edge] != Automaton.EMPTY) {
        return at;
      }
      at = target[edge];
    }
    return at;
  }
}
