package dev.puna.grammar;

import org.jspecify.annotations.Nullable;

/**
 * What follows a backslash in a regular expression.
 *
 * @param codePoint the character that is meant
 * @param end where the escape ends
 * @param fault why it can not be used
 */
record RegexEscape(int codePoint, int end, @Nullable String fault) {
  private static final int[] DIGITS = {'0', '9'};
  private static final int[] WORD = {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'};

  /** What ECMAScript and Java take for white space, and what only one of them does besides. */
  private static final int[] SPACE = {'\t', '\r', ' ', ' '};

  private static final int[] ANY_SPACE = {
    '\t', '\r', ' ', ' ', 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f,
    0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff
  };

  /**
   * The characters of an escape that stands for several, as both ECMAScript and Java have it.
   *
   * @param negated whether they are those that are not meant
   */
  static int @Nullable [] shorthand(int letter, boolean negated) {
    return switch (letter) {
      case 'd' -> DIGITS;
      case 'w' -> WORD;
      case 's' -> negated ? ANY_SPACE : SPACE;
      case 'D' -> CodePointRanges.complement(DIGITS);
      case 'W' -> CodePointRanges.complement(WORD);
      case 'S' -> CodePointRanges.complement(negated ? SPACE : ANY_SPACE);
      default -> null;
    };
  }

  /** The escape whose backslash is before {@code at}. */
  static RegexEscape read(String regex, int at) {
    if (at == regex.length()) {
      return fault("a character is expected after this \\");
    }
    int c = regex.codePointAt(at);
    int end = at + Character.charCount(c);
    return switch (c) {
      case 'n' -> new RegexEscape('\n', end, null);
      case 't' -> new RegexEscape('\t', end, null);
      case 'r' -> new RegexEscape('\r', end, null);
      case 'f' -> new RegexEscape('\f', end, null);
      case 'x' -> hexadecimal(regex, end, 2);
      case 'u' -> utf16(regex, end);
      case 'b', 'B', 'A', 'z', 'Z', 'G' ->
          fault("\\" + (char) c + ": a boundary can not be part of a grammar");
      case 'p', 'P' -> fault("\\" + (char) c + ": Unicode classes are not supported");
      case 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          fault("\\" + (char) c + ": a back reference can not be part of a grammar");
      case '0' -> fault("\\0: octal escapes are not supported; write \\x00");
      default ->
          Character.isLetterOrDigit(c)
              ? fault("\\" + Character.toString(c) + ": there is no such escape")
              : new RegexEscape(c, end, null);
    };
  }

  /** Two halves of a surrogate pair are one character. */
  private static RegexEscape utf16(String regex, int at) {
    RegexEscape first = hexadecimal(regex, at, 4);
    if (first.fault != null || !isSurrogate(first.codePoint)) {
      return first;
    }
    if (Character.isHighSurrogate((char) first.codePoint) && regex.startsWith("\\u", first.end)) {
      RegexEscape second = hexadecimal(regex, first.end + 2, 4);
      if (second.fault == null && Character.isLowSurrogate((char) second.codePoint)) {
        int pair = Character.toCodePoint((char) first.codePoint, (char) second.codePoint);
        return new RegexEscape(pair, second.end, null);
      }
    }
    return fault("\\u: half a surrogate pair is no character");
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** So many digits, or any number of them in braces. */
  private static RegexEscape hexadecimal(String regex, int at, int digits) {
    boolean braced = at < regex.length() && regex.charAt(at) == '{';
    int from = braced ? at + 1 : at;
    int to = braced ? regex.indexOf('}', at) : at + digits;
    if (to > regex.length() || to <= from || to - from > 8) {
      return fault("hexadecimal digits are expected");
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = regex.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return fault("hexadecimal digits are expected");
      }
      value = value << 4 | digit;
    }
    if (value > Character.MAX_CODE_POINT || braced && isSurrogate((int) value)) {
      return fault("there is no character of this number");
    }
    return new RegexEscape((int) value, braced ? to + 1 : to, null);
  }

  private static RegexEscape fault(String message) {
    return new RegexEscape(0, 0, message);
  }
}
