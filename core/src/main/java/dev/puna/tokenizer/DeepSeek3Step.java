package dev.puna.tokenizer;

/**
 * The main expression of DeepSeek 3: an ASCII punctuation mark with the ASCII letters after it, or
 * {@code [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 */
final class DeepSeek3Step implements SplitStep {
  private static final int WORD = CharClass.LETTER | CharClass.MARK;
  private static final int MARKS = CharClass.PUNCTUATION | CharClass.SYMBOL;

  @Override
  public long find(byte[] text, int from, int to) {
    for (int at = from; at < to; at += Utf8.length(text, at, to)) {
      int end = end(text, at, to);
      if (end > at) {
        return SplitStep.match(at, end);
      }
    }
    return NONE;
  }

  private static int end(byte[] text, int from, int to) {
    int codePoint = Utf8.codePoint(text, from, to);
    int category = CharClass.category(codePoint);
    int second = from + Utf8.length(text, from, to);
    if (codePoint < 0x80 && (category & MARKS) != 0) {
      int end = asciiLetters(text, second, to);
      if (end > second) {
        return end;
      }
    }
    if ((category & WORD) != 0) {
      return Scan.pass(text, second, to, WORD);
    }
    if ((category & MARKS) == 0 && !CharClass.isLineEnd(codePoint)) {
      int end = Scan.pass(text, second, to, WORD);
      if (end > second) {
        return end;
      }
    }
    int body = codePoint == ' ' ? second : from;
    int end = Scan.pass(text, body, to, MARKS);
    if (end > body) {
      return Scan.lineEnds(text, end, to);
    }
    return CharClass.isSpace(codePoint) ? Scan.spacesOrLineEnds(text, from, to) : from;
  }

  private static int asciiLetters(byte[] text, int from, int to) {
    int at = from;
    while (at < to && (text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z') {
      at++;
    }
    return at;
  }
}
