package dev.puna.template;

/** The escapes of Python's string literals. */
final class StringLiteral {
  private StringLiteral() {}

  static String unescape(String literal) {
    int backslash = literal.indexOf('\\');
    if (backslash < 0) {
      return literal;
    }
    StringBuilder text = new StringBuilder(literal.length());
    int position = 0;
    while (backslash >= 0) {
      text.append(literal, position, backslash);
      position = escape(literal, backslash + 1, text);
      backslash = literal.indexOf('\\', position);
    }
    return text.append(literal, position, literal.length()).toString();
  }

  /** Appends what an escape stands for; returns the index after it. */
  private static int escape(String literal, int position, StringBuilder text) {
    char c = literal.charAt(position);
    switch (c) {
      case '\n':
        break;
      case '\\', '\'', '"':
        text.append(c);
        break;
      case 'a':
        text.append('\u0007');
        break;
      case 'b':
        text.append('\b');
        break;
      case 'f':
        text.append('\f');
        break;
      case 'n':
        text.append('\n');
        break;
      case 'r':
        text.append('\r');
        break;
      case 't':
        text.append('\t');
        break;
      case 'v':
        text.append('\u000b');
        break;
      case 'x':
        return hexadecimal(literal, position + 1, 2, text);
      case 'u':
        return hexadecimal(literal, position + 1, 4, text);
      case 'U':
        return hexadecimal(literal, position + 1, 8, text);
      case 'N':
        return named(literal, position + 1, text);
      case '0', '1', '2', '3', '4', '5', '6', '7':
        return octal(literal, position, text);
      default:
        text.append('\\').append(c);
    }
    return position + 1;
  }

  private static int hexadecimal(String literal, int start, int digits, StringBuilder text) {
    long code = 0;
    for (int i = start; i < start + digits; i++) {
      int digit = i < literal.length() ? Character.digit(literal.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new RenderError("an escape that needs " + digits + " hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    if (code > Character.MAX_CODE_POINT) {
      throw new RenderError("an escape beyond the last character, U+10FFFF");
    }
    text.appendCodePoint((int) code);
    return start + digits;
  }

  private static int octal(String literal, int start, StringBuilder text) {
    int code = 0;
    int end = start;
    while (end < Math.min(start + 3, literal.length())
        && "01234567".indexOf(literal.charAt(end)) >= 0) {
      code = code * 8 + literal.charAt(end++) - '0';
    }
    text.append((char) code);
    return end;
  }

  private static int named(String literal, int start, StringBuilder text) {
    int end = literal.indexOf('}', start);
    if (start >= literal.length() || literal.charAt(start) != '{' || end < 0) {
      throw new RenderError("an escape \\N that needs {NAME}");
    }
    try {
      text.appendCodePoint(Character.codePointOf(literal.substring(start + 1, end)));
    } catch (IllegalArgumentException e) {
      throw new RenderError("an escape \\N with an unknown name");
    }
    return end + 1;
  }
}
