package dev.puna.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Python's arithmetic on booleans, integers and floats. Integers are 64 bits wide: overflow is an
 * error, where Python would go on with a longer number. Longer numbers of the caller's can be
 * printed and compared, not computed with.
 */
final class Numbers {
  private Numbers() {}

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
  }

  static boolean isNumber(Object value) {
    return value instanceof Double || isInteger(value);
  }

  static double toDouble(Object number) {
    return number instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) number).doubleValue();
  }

  private static long toLong(Object number) {
    if (number instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (number instanceof Long value) {
      return value;
    }
    throw new RenderError("integers are computed with 64 bits; " + number + " has more");
  }

  static BigInteger toBigInteger(Object number) {
    return number instanceof BigInteger big ? big : BigInteger.valueOf(toLong(number));
  }

  /** An integer of any size as a value: a Long where it fits. */
  static Object integer(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  static Object apply(Operators.Binary operator, Object left, Object right) {
    if (left instanceof Double || right instanceof Double || operator == Operators.Binary.DIVIDE) {
      return floating(operator, toDouble(left), toDouble(right));
    }
    long a = toLong(left);
    long b = toLong(right);
    try {
      return switch (operator) {
        case ADD -> Math.addExact(a, b);
        case SUBTRACT -> Math.subtractExact(a, b);
        case MULTIPLY -> Math.multiplyExact(a, b);
        case FLOOR_DIVIDE -> Math.floorDivExact(a, requireNonZero(b));
        case MODULO -> Math.floorMod(a, requireNonZero(b));
        case POWER ->
            b < 0 ? (Object) floating(operator, (double) a, (double) b) : (Object) power(a, b);
        case DIVIDE -> throw new AssertionError(operator);
      };
    } catch (ArithmeticException e) {
      throw new RenderError(
          "integers are computed with 64 bits; "
              + a
              + " "
              + operator.symbol
              + " "
              + b
              + " needs more");
    }
  }

  private static long power(long base, long exponent) {
    if (base == 0 || base == 1) {
      return exponent == 0 ? 1 : base;
    }
    if (base == -1) {
      return (exponent & 1) == 0 ? 1 : -1;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static long requireNonZero(long divisor) {
    if (divisor == 0) {
      throw new RenderError("division by zero");
    }
    return divisor;
  }

  private static double floating(Operators.Binary operator, double a, double b) {
    boolean divides =
        operator == Operators.Binary.DIVIDE
            || operator == Operators.Binary.FLOOR_DIVIDE
            || operator == Operators.Binary.MODULO;
    if (b == 0 && divides) {
      throw new RenderError("division by zero");
    }
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MODULO -> modulo(a, b);
      case FLOOR_DIVIDE -> {
        double quotient = (a - modulo(a, b)) / b;
        double floor = Math.floor(quotient);
        double rounded = quotient - floor > 0.5 ? floor + 1 : floor;
        yield rounded == 0 ? Math.copySign(0.0, a / b) : rounded;
      }
      case POWER -> {
        double power = Math.pow(a, b);
        boolean finite = Double.isFinite(a) && Double.isFinite(b);
        if (finite && !Double.isFinite(power)) {
          throw new RenderError("the result of ** is out of range");
        }
        yield power;
      }
    };
  }

  /** The remainder with the divisor's sign. */
  private static double modulo(double a, double b) {
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0.0, b);
    }
    return remainder < 0 == b < 0 ? remainder : remainder + b;
  }

  static Object negate(Object number) {
    if (number instanceof Double value) {
      return -value;
    }
    return number instanceof BigInteger big
        ? integer(big.negate())
        : integer(toBigInteger(number).negate());
  }

  static Object plus(Object number) {
    return number instanceof Boolean ? (Object) toLong(number) : number;
  }

  static Object absolute(Object number) {
    if (number instanceof Double value) {
      return Math.abs(value);
    }
    return integer(toBigInteger(number).abs());
  }

  static boolean equal(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.longValue() == y.longValue();
    }
    return !isNaN(a) && !isNaN(b) && compare(a, b) == 0;
  }

  static boolean isNaN(Object number) {
    return number instanceof Double value && value.isNaN();
  }

  /** Exact even between a long and a double; NaN is above everything. */
  static int compare(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue() ? 0 : x.compareTo(y);
    }
    if (a instanceof Double x && !Double.isFinite(x)) {
      return x == Double.NEGATIVE_INFINITY ? -1 : 1;
    }
    if (b instanceof Double y && !Double.isFinite(y)) {
      return y == Double.NEGATIVE_INFINITY ? 1 : -1;
    }
    if (a instanceof Double || b instanceof Double) {
      return toBigDecimal(a).compareTo(toBigDecimal(b));
    }
    if (a instanceof BigInteger || b instanceof BigInteger) {
      return toBigInteger(a).compareTo(toBigInteger(b));
    }
    return Long.compare(toLong(a), toLong(b));
  }

  /** The exact value of a finite number. */
  static BigDecimal toBigDecimal(Object number) {
    return number instanceof Double value
        ? new BigDecimal(value)
        : new BigDecimal(toBigInteger(number));
  }

  /** Python's {@code int()} of a number: towards zero. */
  static Object truncate(Object number) {
    if (!(number instanceof Double value)) {
      return integer(toBigInteger(number));
    }
    if (!Double.isFinite(value)) {
      throw new RenderError("float " + text(value) + " has no integer value");
    }
    return integer(new BigDecimal(value).toBigInteger());
  }

  /** Python's {@code round()}: exact, halves to even; an integer stays one. */
  static Object round(Object number, long digits) {
    int scale = Math.clamp(digits, -400, 400);
    if (number instanceof Double value) {
      if (!Double.isFinite(value) || scale > 330) {
        return value;
      }
      BigDecimal rounded = new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN);
      return Math.copySign(rounded.doubleValue(), value);
    }
    if (scale >= 0) {
      return integer(toBigInteger(number));
    }
    return integer(toBigDecimal(number).setScale(scale, RoundingMode.HALF_EVEN).toBigInteger());
  }

  /** Python's {@code repr()} of a float: the fewest digits that read back as the same number. */
  static String text(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    String sign = number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
    if (decimal.signum() == 0) {
      return sign + "0.0";
    }
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return sign + (decimal.scale() <= 0 ? plain + ".0" : plain);
    }
    return sign + scientific(decimal, 'e');
  }

  /** {@code d.ddde+xx} with the digits that the number has; the exponent has two at least. */
  static String scientific(BigDecimal number, char letter) {
    boolean zero = number.signum() == 0;
    String digits = zero ? "0".repeat(number.scale() + 1) : number.unscaledValue().toString();
    int exponent = zero ? 0 : number.precision() - number.scale() - 1;
    StringBuilder text = new StringBuilder(digits.substring(0, 1));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append(letter).append(exponent < 0 ? '-' : '+');
    if (Math.abs(exponent) < 10) {
      text.append('0');
    }
    return text.append(Math.abs(exponent)).toString();
  }

  /** Rounded to a number of significant digits, exactly that many kept. */
  static BigDecimal significant(double magnitude, int digits) {
    BigDecimal rounded =
        new BigDecimal(magnitude).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (rounded.signum() == 0) {
      return BigDecimal.ZERO.setScale(digits - 1);
    }
    return rounded.setScale(rounded.scale() + digits - rounded.precision());
  }
}
