package dev.puna.grammar;

import java.util.Arrays;
import java.util.List;

/**
 * A pushdown automaton over bytes: states with edges. A byte edge reads a byte, an empty edge reads
 * nothing, and a call edge goes through a rule and comes back to its target. Each rule has one
 * accepting state, at which it returns. From every state an accepting one can be reached.
 *
 * <p>A token that is named is two bytes, of which the first is none of UTF-8: {@link #TOKEN} or
 * {@link #OTHER_TOKEN}, and its index in {@link #tokens}.
 */
final class Automaton {
  /** {@link #low} of an empty edge. */
  static final int EMPTY = -1;

  /** {@link #low} of a call edge; {@link #high} is where the rule starts. */
  static final int CALL = -2;

  /** The byte before a token that is named. */
  static final byte TOKEN = (byte) 0xf8;

  /** The byte before any other token than that. */
  static final byte OTHER_TOKEN = (byte) 0xf9;

  /** How many tokens may be named. */
  static final int MOST_TOKENS = 256;

  /** How many bytes {@link #alike} looks ahead. */
  static final int HORIZON = 24;

  /** Where the root rule starts. */
  final int start;

  /** Edges of state s are first[s] to first[s + 1] - 1. */
  final int[] first;

  /** By edge: the least byte, or EMPTY, or CALL. */
  final int[] low;

  /** By edge: the last byte. */
  final int[] high;

  /** By edge: the state that it leads to. */
  final int[] target;

  /** By state: whether its rule ends here. */
  final boolean[] accepting;

  /**
   * By state: one that can not be told apart from it by up to {@link #HORIZON} more bytes. So are
   * the places of a counted repetition that are far from its bounds.
   */
  final int[] alike;

  /** The tokens that are named. */
  final List<TokenReference> tokens;

  /** Whether any state is alike to another. */
  final boolean hasAlike;

  /** Bytes that no edge tells apart are of one class; ascending with the byte. */
  private final byte[] classes = new byte[256];

  /** The least byte of each class. */
  private final int[] representatives;

  Automaton(
      int start,
      int[] first,
      int[] low,
      int[] high,
      int[] target,
      boolean[] accepting,
      int[] alike,
      List<TokenReference> tokens) {
    this.start = start;
    this.first = first;
    this.low = low;
    this.high = high;
    this.target = target;
    this.accepting = accepting;
    this.alike = alike;
    this.tokens = tokens;
    boolean some = false;
    for (int state = 0; state < alike.length; state++) {
      some |= alike[state] != state;
    }
    hasAlike = some;
    boolean[] begins = new boolean[257];
    begins[0] = true;
    for (int edge = 0; edge < low.length; edge++) {
      if (low[edge] >= 0) {
        begins[low[edge]] = true;
        begins[high[edge] + 1] = true;
      }
    }
    int[] least = new int[256];
    int count = 0;
    for (int value = 0; value < 256; value++) {
      if (begins[value]) {
        least[count++] = value;
      }
      classes[value] = (byte) (count - 1);
    }
    representatives = Arrays.copyOf(least, count);
  }

  int states() {
    return accepting.length;
  }

  /** The class of a byte. */
  int classOf(byte value) {
    return classes[value & 0xFF] & 0xFF;
  }

  /** Whether a byte stands before a token that is named, or any other. */
  static boolean marksToken(int value) {
    return value == (TOKEN & 0xFF) || value == (OTHER_TOKEN & 0xFF);
  }

  /** How many classes of bytes there are. */
  int classes() {
    return representatives.length;
  }

  /** A byte of a class. */
  int representative(int byteClass) {
    return representatives[byteClass];
  }

  /** Whether a state does nothing but return. */
  boolean onlyReturns(int state) {
    return accepting[state] && first[state] == first[state + 1];
  }
}
