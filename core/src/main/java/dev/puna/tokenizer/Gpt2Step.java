package dev.puna.tokenizer;

/**
 * The expression of GPT-2: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+
 * |\s+(?!\S)|\s+}. It matches everywhere.
 */
final class Gpt2Step implements SplitStep {
  @Override
  public long find(byte[] text, int from, int to) {
    return SplitStep.match(from, end(text, from, to));
  }

  private static int end(byte[] text, int from, int to) {
    if (text[from] == '\'') {
      int end = Scan.contraction(text, from, to, false);
      if (end > from) {
        return end;
      }
    }
    int body = text[from] == ' ' && from + 1 < to ? from + 1 : from;
    int codePoint = Utf8.codePoint(text, body, to);
    if (CharClass.isSpace(codePoint)) {
      return Scan.spaces(text, from, to);
    }
    int category = CharClass.category(codePoint);
    if ((category & CharClass.LETTER) != 0) {
      return Scan.pass(text, body, to, CharClass.LETTER);
    }
    if ((category & CharClass.NUMBER) != 0) {
      return Scan.pass(text, body, to, CharClass.NUMBER);
    }
    return Scan.passOthers(text, body, to, CharClass.LETTER | CharClass.NUMBER);
  }
}
