package dev.puna.engine;

/**
 * Where in a growing list of tokens the last three, two or one stood before. Of what stood in
 * several places the last counts; in a long list some is forgotten, so that memory is bounded.
 */
final class NgramIndex {
  private static final int LONGEST = 3;
  private static final int LEAST_SLOTS = 1 << 8;
  private static final int MOST_SLOTS = 1 << 15;

  /** By length of the n-gram and by its hash: the position after it, 0 for none. */
  private final int[][] after;

  private int indexed;

  /** An index for lists of about {@code tokens} tokens. */
  NgramIndex(long tokens) {
    int slots = Integer.highestOneBit(Math.clamp(4 * tokens, LEAST_SLOTS, MOST_SLOTS));
    after = new int[LONGEST + 1][slots];
  }

  /**
   * Drafts what followed the last tokens where they stood before. Where that comes to the end it
   * goes on with the draft itself, as a text that repeats itself does.
   *
   * @param tokens only the first {@code count} count; they begin with those of the last call
   */
  void draft(int[] tokens, int count, Draft draft) {
    // The n-grams at the end are what is looked for: they are added the next time.
    for (; indexed < count; indexed++) {
      for (int n = 1; n <= Math.min(LONGEST, indexed); n++) {
        after[n][slot(tokens, indexed, n)] = indexed;
      }
    }
    int from = find(tokens, count);
    for (int at = from; from > 0 && draft.isOpen(); at++) {
      draft.add(at < count ? tokens[at] : draft.token(at - count));
    }
  }

  private int find(int[] tokens, int count) {
    for (int n = Math.min(LONGEST, count); n >= 1; n--) {
      int found = after[n][slot(tokens, count, n)];
      if (found >= n && same(tokens, found, count, n)) {
        return found;
      }
    }
    return 0;
  }

  private static boolean same(int[] tokens, int end, int otherEnd, int n) {
    for (int i = 1; i <= n; i++) {
      if (tokens[end - i] != tokens[otherEnd - i]) {
        return false;
      }
    }
    return true;
  }

  private int slot(int[] tokens, int end, int n) {
    int hash = n;
    for (int i = end - n; i < end; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    return hash & (after[n].length - 1);
  }
}
