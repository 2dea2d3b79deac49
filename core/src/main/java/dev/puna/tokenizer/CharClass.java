package dev.puna.tokenizer;

import java.util.Arrays;

/** A set of code points: the class in brackets of a regular expression. */
final class CharClass {
  /** {@code \p{L}}. */
  static final int LETTER =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;

  /** {@code \p{M}}. */
  static final int MARK =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.COMBINING_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK;

  /** {@code \p{N}}. */
  static final int NUMBER =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;

  /** {@code \p{P}}. */
  static final int PUNCTUATION =
      1 << Character.CONNECTOR_PUNCTUATION
          | 1 << Character.DASH_PUNCTUATION
          | 1 << Character.START_PUNCTUATION
          | 1 << Character.END_PUNCTUATION
          | 1 << Character.INITIAL_QUOTE_PUNCTUATION
          | 1 << Character.FINAL_QUOTE_PUNCTUATION
          | 1 << Character.OTHER_PUNCTUATION;

  /** {@code \p{S}}. */
  static final int SYMBOL =
      1 << Character.MATH_SYMBOL
          | 1 << Character.CURRENCY_SYMBOL
          | 1 << Character.MODIFIER_SYMBOL
          | 1 << Character.OTHER_SYMBOL;

  private final int categories;
  private final int[] ranges;

  /**
   * Creates a class.
   *
   * @param categories a union of the masks above
   * @param ranges first and last code point of each further range, ascending and apart
   */
  CharClass(int categories, int... ranges) {
    this.categories = categories;
    this.ranges = ranges;
  }

  /** The general category of a code point, as a mask of one bit. */
  static int category(int codePoint) {
    return 1 << Character.getType(codePoint);
  }

  /** Whether {@code \s} matches: the Unicode property White_Space. */
  static boolean isSpace(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint == ' ' || codePoint >= '\t' && codePoint <= '\r';
    }
    return switch (codePoint) {
      case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200A;
    };
  }

  static boolean isLineEnd(int codePoint) {
    return codePoint == '\r' || codePoint == '\n';
  }

  boolean contains(int codePoint) {
    if ((category(codePoint) & categories) != 0) {
      return true;
    }
    // Found: the first or last of a range. Else an odd place to insert it is inside of a range.
    int index = Arrays.binarySearch(ranges, codePoint);
    return index >= 0 || (-index - 1) % 2 == 1;
  }
}
