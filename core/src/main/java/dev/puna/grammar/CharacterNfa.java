package dev.puna.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a node without references, as a nondeterministic automaton over characters (Thompson
 * 1968): an edge takes a character of some ranges, or nothing.
 */
final class CharacterNfa {
  private static final int MOST_STATES = 1 << 16;

  /**
   * An edge.
   *
   * @param ranges as in {@link CodePointRanges}; none where the edge takes nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Edge(int[] ranges, int target) {
    boolean isEmpty() {
      return ranges.length == 0;
    }
  }

  private static final int[] NOTHING = {};

  private final List<List<Edge>> edges = new ArrayList<>();

  /** Where texts begin, and where they end. */
  final int start = state();

  final int end = state();

  /**
   * @throws GrammarException if it is too large
   * @throws IllegalArgumentException if the node refers to a rule or a token
   */
  CharacterNfa(GrammarNode node) {
    emit(node, start, end);
  }

  int states() {
    return edges.size();
  }

  List<Edge> edges(int state) {
    return edges.get(state);
  }

  private int state() {
    if (edges.size() == MOST_STATES) {
      throw new GrammarException("its repetitions take more than " + MOST_STATES + " states");
    }
    edges.add(new ArrayList<>(2));
    return edges.size() - 1;
  }

  private void empty(int from, int to) {
    edges.get(from).add(new Edge(NOTHING, to));
  }

  private void emit(GrammarNode node, int from, int to) {
    switch (node) {
      case GrammarNode.Literal literal -> {
        int at = from;
        for (int c : literal.text().codePoints().toArray()) {
          int next = state();
          edges.get(at).add(new Edge(new int[] {c, c}, next));
          at = next;
        }
        empty(at, to);
      }
      case GrammarNode.CharClass characters -> {
        int[] ranges = CodePointRanges.of(characters);
        if (ranges.length > 0) {
          edges.get(from).add(new Edge(ranges, to));
        }
      }
      case GrammarNode.Sequence sequence -> {
        int at = from;
        for (GrammarNode part : sequence.parts()) {
          int next = state();
          emit(part, at, next);
          at = next;
        }
        empty(at, to);
      }
      case GrammarNode.Choice choice -> choice.options().forEach(option -> emit(option, from, to));
      case GrammarNode.Repeat repeat -> emit(repeat, from, to);
      case GrammarNode.Reference reference -> throw new IllegalArgumentException(reference.rule());
      case GrammarNode.Token token -> throw new IllegalArgumentException(token.token().name());
    }
  }

  private void emit(GrammarNode.Repeat repeat, int from, int to) {
    int at = from;
    for (int i = 0; i < Math.max(repeat.least(), repeat.most()); i++) {
      if (i >= repeat.least()) {
        empty(at, to);
      }
      int next = state();
      emit(repeat.body(), at, next);
      at = next;
    }
    if (repeat.most() < 0) {
      int loop = state();
      empty(at, loop);
      emit(repeat.body(), loop, loop);
      at = loop;
    }
    empty(at, to);
  }
}
