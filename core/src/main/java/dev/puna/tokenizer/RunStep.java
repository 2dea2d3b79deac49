package dev.puna.tokenizer;

/** A run of characters of one class: {@code [class]{least,most}}, or {@code \s?[class]+}. */
final class RunStep implements SplitStep {
  private final CharClass members;
  private final boolean leadingSpace;
  private final int least;
  private final int most;

  private RunStep(CharClass members, boolean leadingSpace, int least, int most) {
    this.members = members;
    this.leadingSpace = leadingSpace;
    this.least = least;
    this.most = most;
  }

  /** {@code [class]+}. */
  static RunStep of(CharClass members) {
    return new RunStep(members, false, 1, Integer.MAX_VALUE);
  }

  /** {@code [class]{least,most}}. */
  static RunStep of(CharClass members, int least, int most) {
    return new RunStep(members, false, least, most);
  }

  /** {@code \s?[class]+}. */
  static RunStep afterSpace(CharClass members) {
    return new RunStep(members, true, 1, Integer.MAX_VALUE);
  }

  @Override
  public long find(byte[] text, int from, int to) {
    for (int at = from; at < to; at += Utf8.length(text, at, to)) {
      int end = end(text, at, to);
      if (leadingSpace && CharClass.isSpace(Utf8.codePoint(text, at, to))) {
        int second = at + Utf8.length(text, at, to);
        int after = end(text, second, to);
        end = after > second ? after : end;
      }
      if (end > at) {
        return SplitStep.match(at, end);
      }
    }
    return NONE;
  }

  /** Where the run that starts here ends; {@code from} if there are too few characters. */
  private int end(byte[] text, int from, int to) {
    int end = from;
    int count = 0;
    while (count < most && end < to && members.contains(Utf8.codePoint(text, end, to))) {
      end += Utf8.length(text, end, to);
      count++;
    }
    return count < least ? from : end;
  }
}
