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
    return lower(upper(text)).replace('ς', 'σ');
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    // The rest in lower case is cut out of the whole: a sigma depends on the letters before it.
    String first = text.substring(0, text.offsetByCodePoints(0, 1));
    StringBuilder capitalized = new StringBuilder(text.length());
    appendTitle(capitalized, first.codePointAt(0));
    return capitalized.append(lower(text).substring(lower(first).length())).toString();
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
    if (title == c && c >= 0x80 && Character.isLowerCase(c)) {
      // No titlecase letter of its own, but perhaps several letters: ß is Ss.
      out.append(capitalize(upper(Character.toString(c))));
    } else {
      out.appendCodePoint(title);
    }
  }
}
