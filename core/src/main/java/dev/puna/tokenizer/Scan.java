package dev.puna.tokenizer;

/**
 * Parts that the expressions of several pre-tokenizers share; each returns where its match ends.
 */
final class Scan {
  private Scan() {}

  /** Passes every character of the given categories. */
  static int pass(byte[] text, int from, int to, int categories) {
    int at = from;
    while (at < to && (CharClass.category(Utf8.codePoint(text, at, to)) & categories) != 0) {
      at += Utf8.length(text, at, to);
    }
    return at;
  }

  /** Passes every character that is neither white space nor of the given categories. */
  static int passOthers(byte[] text, int from, int to, int categories) {
    int at = from;
    while (at < to) {
      int codePoint = Utf8.codePoint(text, at, to);
      if (CharClass.isSpace(codePoint) || (CharClass.category(codePoint) & categories) != 0) {
        break;
      }
      at += Utf8.length(text, at, to);
    }
    return at;
  }

  /** {@code [\r\n]*}. */
  static int lineEnds(byte[] text, int from, int to) {
    int at = from;
    while (at < to && CharClass.isLineEnd(text[at])) {
      at++;
    }
    return at;
  }

  /** White space, of ASCII only. */
  static int asciiSpaces(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= 0 && CharClass.isSpace(text[at])) {
      at++;
    }
    return at;
  }

  /**
   * {@code \s+(?!\S)|\s+}, for a text that begins with white space: before a word, the last space
   * is left to it.
   */
  static int spaces(byte[] text, int from, int to) {
    int last = from;
    int at = from;
    while (at < to && CharClass.isSpace(Utf8.codePoint(text, at, to))) {
      last = at;
      at += Utf8.length(text, at, to);
    }
    return at < to && last > from ? last : at;
  }

  /** {@code \s*[\r\n]+|\s+(?!\S)|\s+}, for a text that begins with white space. */
  static int spacesOrLineEnds(byte[] text, int from, int to) {
    int afterLineEnd = from;
    for (int at = from; at < to; at += Utf8.length(text, at, to)) {
      int codePoint = Utf8.codePoint(text, at, to);
      if (!CharClass.isSpace(codePoint)) {
        break;
      }
      if (CharClass.isLineEnd(codePoint)) {
        afterLineEnd = at + 1;
      }
    }
    return afterLineEnd > from ? afterLineEnd : spaces(text, from, to);
  }

  /**
   * {@code 's|'t|'re|'ve|'m|'ll|'d}, for a text that begins with an apostrophe; {@code from} where
   * it does not match.
   */
  static int contraction(byte[] text, int from, int to, boolean ignoreCase) {
    int fold = ignoreCase ? 0x20 : 0;
    int first = from + 1 < to ? text[from + 1] | fold : 0;
    int second = from + 2 < to ? text[from + 2] | fold : 0;
    return switch (first) {
      case 's', 't', 'm', 'd' -> from + 2;
      case 'r', 'v' -> second == 'e' ? from + 3 : from;
      case 'l' -> second == 'l' ? from + 3 : from;
      default -> from;
    };
  }
}
