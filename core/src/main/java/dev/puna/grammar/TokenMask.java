package dev.puna.grammar;

/**
 * The tokens that may come next, apart from those that end generation.
 *
 * @param tokens one bit a token
 * @param returns for states with nothing to return to: nodes of the trie at which the text may have
 *     come to the end of its rule and tokens go on; the root is none of them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenMask(long[] tokens, int[] returns) {
  /** About how much memory it takes, in bytes. */
  int size() {
    return 8 * tokens.length + 4 * returns.length + 64;
  }
}
