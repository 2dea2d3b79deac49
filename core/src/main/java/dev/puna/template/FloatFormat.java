package dev.puna.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A float with a given number of digits, as C's {@code printf} and Python write it. */
final class FloatFormat {
  /** More digits than any double has, so that a larger precision only adds zeros. */
  private static final int MAX_PRECISION = 1100;

  private FloatFormat() {}

  /** What formatting costs, in characters to be read. */
  static long cost(int precision) {
    return 16L * Math.clamp(precision, 0, MAX_PRECISION);
  }

  /**
   * Writes the magnitude of a number.
   *
   * @param type one of {@code e f g E F G}
   * @param precision digits after the point, or significant digits for {@code g}
   * @param alternate keeps the trailing zeros of {@code g}
   */
  static String format(double number, char type, int precision, boolean alternate) {
    double magnitude = Math.abs(number);
    if (!Double.isFinite(magnitude)) {
      String name = Double.isNaN(magnitude) ? "nan" : "inf";
      return Character.isUpperCase(type) ? name.toUpperCase(Locale.ROOT) : name;
    }
    if (precision > MAX_PRECISION) {
      throw new RenderError("a number format with more than " + MAX_PRECISION + " digits");
    }
    return switch (type) {
      case 'f', 'F' -> fixed(new BigDecimal(magnitude), precision, alternate);
      case 'e', 'E' -> scientific(Numbers.significant(magnitude, precision + 1), type, alternate);
      default -> {
        int digits = Math.max(precision, 1);
        yield general(magnitude, type == 'G' ? 'E' : 'e', digits, digits, alternate);
      }
    };
  }

  /** Format without a type but with a precision: {@code g} that always looks like a float. */
  static String untyped(double number, int precision, boolean alternate) {
    if (!Double.isFinite(number)) {
      return format(number, 'g', precision, false);
    }
    int digits = Math.max(precision, 1);
    String text = general(Math.abs(number), 'e', digits, digits - 1, alternate);
    boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0;
    return whole ? text + ".0" : text;
  }

  /** Fixed notation for exponents from -4 up to, not including, {@code fixedBelow}. */
  private static String general(
      double magnitude, char letter, int digits, int fixedBelow, boolean alternate) {
    BigDecimal rounded = Numbers.significant(magnitude, digits);
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    boolean fixed = exponent >= -4 && exponent < fixedBelow;
    if (!alternate) {
      rounded = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
    }
    if (!fixed) {
      return scientific(rounded, letter, alternate);
    }
    return fixed(rounded, Math.max(rounded.scale(), 0), alternate);
  }

  private static String fixed(BigDecimal magnitude, int precision, boolean alternate) {
    String text = magnitude.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && precision == 0 ? text + "." : text;
  }

  private static String scientific(BigDecimal magnitude, char letter, boolean alternate) {
    String text = Numbers.scientific(magnitude, letter);
    return alternate && text.indexOf('.') < 0 ? text.charAt(0) + "." + text.substring(1) : text;
  }
}
