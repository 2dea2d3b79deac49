package dev.puna.template;

/** The filter {@code striptags}. */
final class Html {
  private Html() {}

  /** Removes comments and tags, joins white space to single spaces, and resolves entities. */
  static String stripTags(Rendering rendering, String html) {
    String text =
        collapse(rendering, remove(rendering, remove(rendering, html, "<!--", "-->"), "<", ">"));
    return unescape(rendering, text);
  }

  private static String remove(Rendering rendering, String text, String open, String close) {
    TextBuffer out = new TextBuffer(rendering);
    int copied = 0;
    while (true) {
      int start = text.indexOf(open, copied);
      int end = start < 0 ? -1 : text.indexOf(close, start);
      if (end < 0) {
        return out.append(text, copied, text.length()).toString();
      }
      out.append(text, copied, start);
      copied = end + close.length();
    }
  }

  private static String collapse(Rendering rendering, String text) {
    TextBuffer out = new TextBuffer(rendering);
    int start = CodePoints.skipSpaces(text, 0);
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !CodePoints.isSpace(text.charAt(end))) {
        end++;
      }
      out.append(out.length() > 0 ? " " : "").append(text, start, end);
      start = CodePoints.skipSpaces(text, end);
    }
    return out.toString();
  }

  /** The five entities of markup, and numeric ones. */
  private static String unescape(Rendering rendering, String text) {
    TextBuffer out = new TextBuffer(rendering);
    int copied = 0;
    for (int and = text.indexOf('&'); and >= 0; and = text.indexOf('&', and + 1)) {
      int end = text.indexOf(';', and);
      if (end < 0) {
        break;
      }
      int character = end - and > 9 ? -1 : entity(text.substring(and + 1, end));
      if (character >= 0) {
        out.append(text, copied, and).appendCodePoint(character);
        copied = end + 1;
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  private static int entity(String name) {
    switch (name) {
      case "amp":
        return '&';
      case "lt":
        return '<';
      case "gt":
        return '>';
      case "quot":
        return '"';
      case "apos":
        return '\'';
      case "nbsp":
        return '\u00a0';
      default:
    }
    if (!name.startsWith("#")) {
      return -1;
    }
    boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
    int code = 0;
    int start = hexadecimal ? 2 : 1;
    for (int i = start; i < name.length(); i++) {
      int digit = Character.digit(name.charAt(i), hexadecimal ? 16 : 10);
      if (digit < 0) {
        return -1;
      }
      code = code * (hexadecimal ? 16 : 10) + digit;
    }
    return start < name.length() && Character.isValidCodePoint(code) ? code : -1;
  }
}
