package dev.puna.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The filters that make numbers, and {@code filesizeformat}. */
final class NumberFilters {
  /** Python converts no longer numbers either. */
  private static final int MAX_DIGITS = 4300;

  private NumberFilters() {}

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    Operators.requireDefined(value);
    if (Values.isText(value)) {
      // Converting digits takes time that grows with their square.
      long length = Values.text(value).length();
      rendering.read(length + (length > MAX_DIGITS ? 0 : length * length >> 6));
    }
    return switch (name) {
      case "abs" -> {
        arguments.bind(name, 0);
        yield Numbers.absolute(requireNumber(name, value));
      }
      case "int" -> toInteger(value, arguments);
      case "float" -> {
        Object otherwise = arguments.bind(name, 0, "default").get(0, 0.0);
        Double number = toDouble(value);
        yield number == null ? otherwise : number;
      }
      case "round" -> round(requireNumber(name, value), arguments);
      default -> fileSize(value, arguments);
    };
  }

  private static Object requireNumber(String name, Object value) {
    if (!Numbers.isNumber(value)) {
      throw new RenderError(name + " takes a number, not " + Values.typeName(value));
    }
    return value;
  }

  private static Object toInteger(Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("int", 0, "default", "base");
    Object otherwise = options.get(0, 0L);
    if (Numbers.isNumber(value)) {
      return Numbers.isNaN(value) ? otherwise : Numbers.truncate(value);
    }
    if (!Values.isText(value)) {
      return otherwise;
    }
    long base = options.integer(1, 10);
    if (base != 0 && (base < 2 || base > 36)) {
      return otherwise;
    }
    BigInteger integer = parseInteger(Values.text(value), (int) base);
    if (integer != null) {
      return Numbers.integer(integer);
    }
    Double number = toDouble(value);
    return number == null || !Double.isFinite(number) ? otherwise : Numbers.truncate(number);
  }

  /** Python's {@code int(text, base)}: spaces around, a sign, a prefix, single underscores. */
  private static @Nullable BigInteger parseInteger(String text, int base) {
    String digits = CodePoints.strip(text);
    boolean negative = digits.startsWith("-");
    int start = negative || digits.startsWith("+") ? 1 : 0;
    int radix = base;
    if (digits.length() > start + 2 && digits.charAt(start) == '0') {
      int prefixed =
          switch (Character.toLowerCase(digits.charAt(start + 1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
          };
      if (prefixed != 0 && (base == 0 || base == prefixed)) {
        radix = prefixed;
        start += digits.charAt(start + 2) == '_' ? 3 : 2;
      }
    }
    radix = radix == 0 ? 10 : radix;
    StringBuilder plain = new StringBuilder();
    boolean afterDigit = false;
    for (int i = start; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c == '_' && afterDigit) {
        afterDigit = false;
        continue;
      }
      int digit = Character.digit(c, radix);
      if (digit < 0) {
        return null;
      }
      plain.append(Character.forDigit(digit, radix));
      afterDigit = true;
    }
    boolean leadingZero = base == 0 && radix == 10 && plain.length() > 1 && plain.charAt(0) == '0';
    if (!afterDigit || leadingZero || plain.length() > MAX_DIGITS) {
      return null;
    }
    BigInteger magnitude = new BigInteger(plain.toString(), radix);
    return negative ? magnitude.negate() : magnitude;
  }

  /** Python's {@code float()}, or null where it fails. */
  private static @Nullable Double toDouble(Object value) {
    if (Numbers.isNumber(value)) {
      return Numbers.toDouble(value);
    }
    if (!Values.isText(value)) {
      return null;
    }
    String text = CodePoints.strip(Values.text(value));
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean between =
          i > 0
              && i + 1 < text.length()
              && Character.isDigit(text.charAt(i - 1))
              && Character.isDigit(text.charAt(i + 1));
      if (c == '_' && between) {
        continue;
      }
      int digit = Character.digit(c, 10);
      if (digit < 0 && "+-.eE".indexOf(c) < 0) {
        return named(text);
      }
      plain.append(digit < 0 ? c : Character.forDigit(digit, 10));
    }
    if (plain.length() > MAX_DIGITS) {
      return null;
    }
    try {
      return Double.valueOf(plain.toString());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Double named(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    double sign = text.startsWith("-") ? -1 : 1;
    String name = signed ? text.substring(1) : text;
    if (name.equalsIgnoreCase("inf") || name.equalsIgnoreCase("infinity")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    return name.equalsIgnoreCase("nan") ? Double.NaN : null;
  }

  private static Object round(Object number, Arguments arguments) {
    BoundArguments options = arguments.bind("round", 0, "precision", "method");
    long digits = options.integer(0, 0);
    String method = options.text(1, "common");
    if (method.equals("common")) {
      return Numbers.round(number, digits);
    }
    double scale = Math.pow(10, (double) digits);
    double scaled = Numbers.toDouble(number) * scale;
    return switch (method) {
      case "ceil" -> (Math.ceil(scaled) + 0.0) / scale;
      case "floor" -> (Math.floor(scaled) + 0.0) / scale;
      default -> throw new RenderError("round: the method must be common, ceil or floor");
    };
  }

  private static String fileSize(Object value, Arguments arguments) {
    BoundArguments options = arguments.bind("filesizeformat", 0, "binary");
    Double bytes = toDouble(value);
    if (bytes == null || !Double.isFinite(bytes)) {
      throw new RenderError("filesizeformat takes a number");
    }
    boolean binary = options.flag(0);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return new BigDecimal(bytes).toBigInteger() + " Bytes";
    }
    String prefixes = "kMGTPEZY";
    double unit = base * base;
    int prefix = 0;
    while (bytes >= unit && prefix + 1 < prefixes.length()) {
      unit *= base;
      prefix++;
    }
    char letter = prefixes.charAt(prefix);
    String size = FloatFormat.format(base * bytes / unit, 'f', 1, false);
    return size + " " + (binary ? Character.toUpperCase(letter) + "iB" : letter + "B");
  }
}
