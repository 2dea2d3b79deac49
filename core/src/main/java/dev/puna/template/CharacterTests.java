package dev.puna.template;

/** Python's {@code str.isalpha()} and its like. */
final class CharacterTests {
  private CharacterTests() {}

  static boolean test(String text, String name) {
    return switch (name) {
      case "isupper" -> isCased(text, true);
      case "islower" -> isCased(text, false);
      case "istitle" -> isTitle(text);
      case "isidentifier" -> isIdentifier(text);
      case "isascii", "isprintable" -> text.isEmpty() || all(text, name);
      default -> !text.isEmpty() && all(text, name);
    };
  }

  private static boolean all(String text, String name) {
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean holds =
          switch (name) {
            case "isalpha" -> Character.isLetter(c);
            case "isdecimal", "isdigit" -> Character.isDigit(c);
            case "isnumeric" -> isNumeric(c);
            case "isalnum" -> Character.isLetter(c) || isNumeric(c);
            case "isspace" -> CodePoints.isSpace(c);
            case "isascii" -> c < 0x80;
            default -> CodePoints.isPrintable(c);
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.OTHER_NUMBER
        || type == Character.LETTER_NUMBER;
  }

  /** Letters, digits and the underscore: {@code \w} of regular expressions. */
  static boolean isWord(int c) {
    return c == '_' || Character.isLetter(c) || isNumeric(c);
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /** Whether all cased characters are upper case (or lower case), and there is one. */
  static boolean isCased(String text, boolean upper) {
    boolean any = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (isCased(c)) {
        if (upper ? !Character.isUpperCase(c) : !Character.isLowerCase(c)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static boolean isTitle(String text) {
    boolean any = false;
    boolean inWord = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (isCased(c) && upper == inWord) {
        return false;
      }
      inWord = isCased(c);
      any |= inWord;
    }
    return any;
  }

  static boolean isIdentifierStart(int c) {
    return c == '_' || (c < 0x80 ? Character.isLetter(c) : Character.isUnicodeIdentifierStart(c));
  }

  static boolean isIdentifierPart(int c) {
    return isIdentifierStart(c)
        || (c < 0x80
            ? Character.isDigit(c)
            : Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  private static boolean isIdentifier(String text) {
    if (text.isEmpty() || !isIdentifierStart(text.codePointAt(0))) {
      return false;
    }
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (!isIdentifierPart(c)) {
        return false;
      }
    }
    return true;
  }
}
