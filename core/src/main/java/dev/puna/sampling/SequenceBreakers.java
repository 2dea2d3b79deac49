package dev.puna.sampling;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Finds given texts in the text that tokens make up, wherever in tokens they begin and end, and
 * also where they overlap: the automaton of Aho and Corasick (1975) over bytes of UTF-8. Belongs to
 * one sequence.
 */
final class SequenceBreakers {
  private final IntFunction<byte[]> pieces;

  /** The next state by {@code state << 8 | byte}; 0 is the start. */
  private final char[] next;

  /** Whether a text ends in a state. */
  private final boolean[] ends;

  /** The shortest state that goes on like each: where a text is complete it may be the start. */
  private final char[] shortest;

  private int state;

  /** By token: what {@link #run} returns from the start, plus 1; 0 is unknown. */
  private int[] fromStart = new int[0];

  /**
   * Begins at the start of a text.
   *
   * @param texts none empty
   * @param pieces the bytes of a token
   */
  SequenceBreakers(List<String> texts, IntFunction<byte[]> pieces) {
    this.pieces = pieces;
    List<byte[]> bytes = texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    int states = 1 + bytes.stream().mapToInt(text -> text.length).sum();
    next = new char[states << 8];
    ends = new boolean[states];
    shortest = new char[states];
    link(addAll(bytes));
  }

  /** Makes a tree of the texts; returns the number of its states. */
  private int addAll(List<byte[]> texts) {
    int used = 1;
    for (byte[] text : texts) {
      int s = 0;
      for (byte b : text) {
        int edge = s << 8 | b & 0xFF;
        if (next[edge] == 0) {
          next[edge] = (char) used++;
        }
        s = next[edge];
      }
      ends[s] = true;
    }
    return used;
  }

  /** Completes the tree, level by level, with the edges for bytes that no text goes on with. */
  private void link(int used) {
    int[] queue = new int[used];
    int[] suffix = new int[used];
    int queued = 1;
    for (int head = 0; head < queued; head++) {
      int s = queue[head];
      int other = suffix[s];
      boolean isLeaf = true;
      for (int b = 0; b < 256; b++) {
        int child = next[s << 8 | b];
        char otherwise = s == 0 ? 0 : next[other << 8 | b];
        if (child == 0) {
          next[s << 8 | b] = otherwise;
        } else {
          suffix[child] = otherwise;
          queue[queued++] = child;
          isLeaf = false;
        }
      }
      ends[s] |= ends[other];
      shortest[s] = isLeaf ? shortest[other] : (char) s;
    }
  }

  /** Keeps what is found out about tokens below {@code vocabulary} from now on. */
  void remember(int vocabulary) {
    if (fromStart.length < vocabulary) {
      fromStart = new int[vocabulary];
    }
  }

  /** Goes on with a token; returns whether one of the texts ends in it. */
  boolean accept(int token) {
    int result = state == 0 ? runFromStart(token) : run(state, token);
    state = result >> 1;
    return (result & 1) != 0;
  }

  /** Whether a token contains one of the texts by itself. */
  boolean isIn(int token) {
    return (runFromStart(token) & 1) != 0;
  }

  private int runFromStart(int token) {
    if (token >= fromStart.length) {
      return run(0, token);
    }
    if (fromStart[token] == 0) {
      fromStart[token] = 1 + run(0, token);
    }
    return fromStart[token] - 1;
  }

  /** The state after a token, times two, plus one if a text ends in the token. */
  private int run(int from, int token) {
    int s = from;
    int found = 0;
    for (byte b : pieces.apply(token)) {
      s = next[s << 8 | b & 0xFF];
      found |= ends[s] ? 1 : 0;
    }
    return shortest[s] << 1 | found;
  }
}
