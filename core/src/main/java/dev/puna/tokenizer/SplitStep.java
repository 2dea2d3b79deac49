package dev.puna.tokenizer;

/**
 * One regular expression of a pre-tokenizer, written out as a scanner: time in proportion to the
 * text, and no stack, whatever the text.
 */
interface SplitStep {
  /** What {@link #find} returns where nothing matches. */
  long NONE = -1;

  /**
   * Finds the first match in {@code text[from, to)}, where {@code to} counts as the text's end.
   *
   * @return where it starts and ends, see {@link #match}, or {@link #NONE}; a match is never empty
   */
  long find(byte[] text, int from, int to);

  /** Packs a match: its start in the upper half, its end in the lower. */
  static long match(int start, int end) {
    return (long) start << 32 | end;
  }
}
