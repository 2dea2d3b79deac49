package dev.puna.grammar;

import dev.puna.grammar.CharacterDfa.Step;
import dev.puna.grammar.CharacterNfa.Edge;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Makes an automaton deterministic: its states are sets of states (Rabin and Scott 1959). */
final class Determinizer {
  private final CharacterNfa nfa;

  /** When a state was reached last. */
  private final int[] reached;

  private final int[] found;
  private int round;
  private final Effort effort;

  private Determinizer(CharacterNfa nfa, Effort effort) {
    this.nfa = nfa;
    this.effort = effort;
    reached = new int[nfa.states()];
    found = new int[nfa.states()];
  }

  /**
   * The texts of a node without references.
   *
   * @throws GrammarException if the automaton is too large
   */
  static CharacterDfa of(GrammarNode node, Effort effort) {
    CharacterNfa nfa = new CharacterNfa(node);
    effort.spend(nfa.states());
    Determinizer determinizer = new Determinizer(nfa, effort);
    return CharacterDfa.explore(
        determinizer.closure(List.of(nfa.start)),
        determinizer::steps,
        states -> Arrays.binarySearch(states.array(), nfa.end) >= 0,
        effort);
  }

  private List<Step<IntBuffer>> steps(IntBuffer states) {
    List<Edge> edges = new ArrayList<>();
    TreeSet<Integer> begins = new TreeSet<>();
    for (int state : states.array()) {
      for (Edge edge : nfa.edges(state)) {
        if (!edge.isEmpty()) {
          edges.add(edge);
          for (int i = 0; i < edge.ranges().length; i += 2) {
            begins.add(edge.ranges()[i]);
            begins.add(edge.ranges()[i + 1] + 1);
          }
        }
      }
    }
    List<Step<IntBuffer>> steps = new ArrayList<>();
    for (Integer begin : begins) {
      Integer end = begins.higher(begin);
      List<Integer> targets = new ArrayList<>();
      for (Edge edge : edges) {
        effort.spend(edge.ranges().length);
        if (CodePointRanges.contains(edge.ranges(), begin)) {
          targets.add(edge.target());
        }
      }
      if (!targets.isEmpty() && end != null) {
        steps.add(new Step<>(new int[] {begin, end - 1}, closure(targets)));
      }
    }
    return steps;
  }

  /** Some states and those that are reached from them without a character, in order. */
  private IntBuffer closure(List<Integer> states) {
    round++;
    int count = 0;
    for (int state : states) {
      count = reach(state, count);
    }
    for (int i = 0; i < count; i++) {
      effort.spend(1);
      for (Edge edge : nfa.edges(found[i])) {
        count = edge.isEmpty() ? reach(edge.target(), count) : count;
      }
    }
    int[] closure = Arrays.copyOf(found, count);
    Arrays.sort(closure);
    return IntBuffer.wrap(closure);
  }

  private int reach(int state, int count) {
    if (reached[state] == round) {
      return count;
    }
    reached[state] = round;
    found[count] = state;
    return count + 1;
  }
}
