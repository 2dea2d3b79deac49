package dev.puna.sampling;

import java.util.Arrays;

/** The last tokens of a sequence. */
final class TokenWindow {
  private final int limit;
  private int[] tokens;
  private int size;

  /** Where the next token goes; once the limit is reached the oldest one is there. */
  private int next;

  /**
   * An empty window.
   *
   * @param limit how many tokens it keeps; -1 for all
   */
  TokenWindow(int limit) {
    this.limit = limit < 0 ? Integer.MAX_VALUE : limit;
    tokens = new int[Math.min(64, this.limit)];
  }

  /** Adds a token; the oldest one goes if the window is full. */
  void add(int token) {
    if (size < limit) {
      if (size == tokens.length) {
        tokens = Arrays.copyOf(tokens, Math.min(limit, 2 * size));
      }
      size++;
    }
    tokens[next] = token;
    next = next + 1 == limit ? 0 : next + 1;
  }

  /** How many tokens there are. */
  int size() {
    return size;
  }

  /** The token that {@code i} others follow: the last one for 0. */
  int fromEnd(int i) {
    int place = next - 1 - i;
    return tokens[place < 0 ? place + size : place];
  }
}
