package dev.puna.tokenizer;

/**
 * The expression of Llama 3 and, with single digits, of Qwen 2: {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)
 * |[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}. It
 * matches everywhere.
 */
final class WordStep implements SplitStep {
  private final int letters;
  private final int digits;

  /**
   * Creates the expression.
   *
   * @param letters the categories that make a word: {@code \p{L}}, or {@code [\p{L}\p{M}]}
   * @param digits the most digits in one piece
   */
  WordStep(int letters, int digits) {
    this.letters = letters;
    this.digits = digits;
  }

  @Override
  public long find(byte[] text, int from, int to) {
    return SplitStep.match(from, end(text, from, to));
  }

  private int end(byte[] text, int from, int to) {
    if (text[from] == '\'') {
      int end = Scan.contraction(text, from, to, true);
      if (end > from) {
        return end;
      }
    }
    int codePoint = Utf8.codePoint(text, from, to);
    int category = CharClass.category(codePoint);
    if ((category & CharClass.NUMBER) != 0) {
      return number(text, from, to);
    }
    int second = from + Utf8.length(text, from, to);
    if ((category & letters) != 0) {
      return Scan.pass(text, second, to, letters);
    }
    if (!CharClass.isLineEnd(codePoint)) {
      int end = Scan.pass(text, second, to, letters);
      if (end > second) {
        return end;
      }
    }
    int body = codePoint == ' ' ? second : from;
    int end = Scan.passOthers(text, body, to, letters | CharClass.NUMBER);
    if (end > body) {
      return Scan.lineEnds(text, end, to);
    }
    return Scan.spacesOrLineEnds(text, from, to);
  }

  private int number(byte[] text, int from, int to) {
    int end = from;
    for (int i = 0; i < digits && end < to; i++) {
      if ((CharClass.category(Utf8.codePoint(text, end, to)) & CharClass.NUMBER) == 0) {
        break;
      }
      end += Utf8.length(text, end, to);
    }
    return end;
  }
}
