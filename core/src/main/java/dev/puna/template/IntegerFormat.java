package dev.puna.template;

import java.util.Locale;

/** The digits and the sign of an integer. */
final class IntegerFormat {
  private IntegerFormat() {}

  /**
   * The magnitude in a base.
   *
   * @param type {@code b}, {@code o}, {@code x} or {@code X}; anything else is decimal
   * @param least digits to write at least
   */
  static String digits(Object integer, char type, int least) {
    int radix =
        switch (type) {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'x', 'X' -> 16;
          default -> 10;
        };
    String digits = Numbers.toBigInteger(integer).abs().toString(radix);
    if (type == 'X') {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    if (least > 1000) {
      throw new RenderError("a number format with more than 1000 digits");
    }
    return digits.length() < least ? "0".repeat(least - digits.length()) + digits : digits;
  }

  static String sign(Object integer, String plus) {
    return Numbers.toBigInteger(integer).signum() < 0 ? "-" : plus;
  }

  /**
   * Puts zeros and separators into the digits before the decimal point.
   *
   * @param size digits in a group
   * @param width what the text is filled up to with zeros
   */
  static String group(String text, char separator, int size, long width) {
    int end = 0;
    while (end < text.length() && isDigit(text.charAt(end), size == 4)) {
      end++;
    }
    if (end == 0) {
      return text;
    }
    int whole = end;
    while (whole + (whole - 1) / size + text.length() - end < width) {
      whole++;
    }
    StringBuilder grouped = new StringBuilder();
    for (int left = whole; left > 0; left--) {
      if (left < whole && left % size == 0) {
        grouped.append(separator);
      }
      grouped.append(left > end ? '0' : text.charAt(end - left));
    }
    return grouped.append(text, end, text.length()).toString();
  }

  private static boolean isDigit(char c, boolean hexadecimal) {
    return Character.digit(c, hexadecimal ? 16 : 10) >= 0;
  }
}
