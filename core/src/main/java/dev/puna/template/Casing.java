package dev.puna.template;

import java.util.Locale;

/** Upper, lower and title case, as Python and Jinja see them. */
final class Casing {
  private Casing() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** For comparison without regard to case. */
  static String fold(String text) {
    return lower(upper(text));
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    StringBuilder capitalized = new StringBuilder(text.length());
    appendTitle(capitalized, text.codePointAt(0));
    return capitalized.append(lower(text.substring(text.offsetByCodePoints(0, 1)))).toString();
  }

  /** Python's {@code str.title()}: a word is a run of cased characters. */
  static String title(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean inWord = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (inWord) {
        appendLower(title, c);
      } else {
        appendTitle(title, c);
      }
      inWord = CharacterTests.isCased(c);
    }
    return title.toString();
  }

  /** Jinja's own title case: words begin after white space, hyphens and opening brackets. */
  static String titleOfJinja(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean wordStart = true;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (wordStart) {
        appendUpper(title, c);
      } else {
        appendLower(title, c);
      }
      wordStart = CodePoints.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }
    return title.toString();
  }

  static String swap(String text) {
    StringBuilder swapped = new StringBuilder(text.length());
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (Character.isUpperCase(c)) {
        appendLower(swapped, c);
      } else {
        appendUpper(swapped, c);
      }
    }
    return swapped.toString();
  }

  // A letter may become several: ß is SS in upper case. Only strings can tell.

  private static void appendUpper(StringBuilder out, int c) {
    if (c < 0x80 || !Character.isLowerCase(c)) {
      out.appendCodePoint(Character.toUpperCase(c));
    } else {
      out.append(upper(Character.toString(c)));
    }
  }

  private static void appendLower(StringBuilder out, int c) {
    if (c < 0x80 || !Character.isUpperCase(c)) {
      out.appendCodePoint(Character.toLowerCase(c));
    } else {
      out.append(lower(Character.toString(c)));
    }
  }

  private static void appendTitle(StringBuilder out, int c) {
    int title = Character.toTitleCase(c);
    if (title == c) {
      appendUpper(out, c);
    } else {
      out.appendCodePoint(title);
    }
  }
}
