package dev.puna.tokenizer;

/** {@code \s+$}. */
final class TrailingSpaceStep implements SplitStep {
  @Override
  public long find(byte[] text, int from, int to) {
    int start = from;
    for (int at = from; at < to; ) {
      boolean isSpace = CharClass.isSpace(Utf8.codePoint(text, at, to));
      at += Utf8.length(text, at, to);
      if (!isSpace) {
        start = at;
      }
    }
    return start < to ? SplitStep.match(start, to) : NONE;
  }
}
