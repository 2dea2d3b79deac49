package dev.puna.template;

import java.util.ArrayList;
import java.util.List;

/** Strings as Python sees them: sequences of code points. */
final class CodePoints {
  private CodePoints() {}

  static int length(Rendering rendering, String text) {
    rendering.read(text.length());
    return text.codePointCount(0, text.length());
  }

  /** The index in chars of the code point with an index, which may be the length. */
  static int offset(String text, int index) {
    return text.offsetByCodePoints(0, index);
  }

  static List<Object> characters(Rendering rendering, String text) {
    rendering.allocateElements(text.length());
    List<Object> characters = new ArrayList<>(text.length());
    int next;
    for (int i = 0; i < text.length(); i = next) {
      next = text.offsetByCodePoints(i, 1);
      characters.add(text.substring(i, next));
    }
    return characters;
  }

  /** Python's {@code str.isspace()} for one character. */
  static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85 || c == 0xa0 || Character.isSpaceChar(c);
  }

  /** A line boundary of Python's {@code str.splitlines()}. */
  static boolean isLineBreak(int c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** Python's {@code str.isprintable()} for one character. */
  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** The index of the first character at or after {@code from} that is no space, or the length. */
  static int skipSpaces(String text, int from) {
    int i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The index after the last character before {@code to} that is no space, or {@code from}. */
  static int skipSpacesBack(String text, int from, int to) {
    int i = to;
    while (i > from && isSpace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  static String strip(String text) {
    int end = skipSpacesBack(text, 0, text.length());
    return text.substring(Math.min(skipSpaces(text, 0), end), end);
  }

  /** Orders strings by code points, not by chars. */
  static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) && Character.isSurrogate(y);
        boolean astral = Character.isSurrogate(x) != Character.isSurrogate(y);
        // A surrogate stands for a code point above all chars that are none.
        return astral && !surrogates ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
      }
    }
    return a.length() - b.length();
  }
}
