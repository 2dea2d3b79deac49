package dev.puna.template;

import java.util.List;
import java.util.Map;

/** {@code 'text %s' % values}: printf-style formatting. */
final class PercentFormat {
  private final Rendering rendering;
  private final String format;
  private final Object values;
  private final List<Object> positional;
  private final boolean escape;
  private final TextBuffer out;
  private int position;
  private int used;

  private PercentFormat(Rendering rendering, String format, Object values, boolean escape) {
    this.rendering = rendering;
    this.format = format;
    this.values = values;
    this.positional = values instanceof Tuple tuple ? tuple : List.of(values);
    this.escape = escape;
    this.out = new TextBuffer(rendering);
  }

  /**
   * Formats.
   *
   * @param values a tuple, a dictionary or a single value
   * @param escape whether the format is {@link Markup}, so that strings are to be escaped
   */
  static String format(Rendering rendering, String format, Object values, boolean escape) {
    PercentFormat run = new PercentFormat(rendering, format, values, escape);
    run.run();
    return run.out.toString();
  }

  private void run() {
    while (true) {
      int percent = format.indexOf('%', position);
      if (percent < 0) {
        break;
      }
      out.append(format, position, percent);
      position = percent + 1;
      conversion();
    }
    out.append(format, position, format.length());
    // Python takes whatever can be subscripted for a mapping, of which nothing needs to be used.
    boolean mapping = values instanceof Map || values instanceof Undefined || Values.isList(values);
    if (used < positional.size() && !mapping) {
      throw new RenderError("not all values were used by the % format");
    }
  }

  private char peek() {
    if (position >= format.length()) {
      throw new RenderError("the % format ends within a conversion");
    }
    return format.charAt(position);
  }

  private void conversion() {
    Object named = null;
    if (peek() == '(') {
      named = named();
    }
    boolean left = false;
    boolean zero = false;
    boolean alternate = false;
    String plus = "";
    for (; "-0# +".indexOf(peek()) >= 0; position++) {
      switch (peek()) {
        case '-' -> left = true;
        case '0' -> zero = true;
        case '#' -> alternate = true;
        case '+' -> plus = "+";
        default -> plus = plus.isEmpty() ? " " : plus;
      }
    }
    long width = number();
    if (width < 0) {
      left = true;
      width = -width;
    }
    int precision = -1;
    if (peek() == '.') {
      position++;
      precision = (int) Math.max(number(), 0);
    }
    while ("hlL".indexOf(peek()) >= 0) {
      position++;
    }
    char type = peek();
    position++;
    if (type == '%') {
      out.append('%');
      return;
    }
    Object value = named == null ? next() : named;
    String prefix = "";
    String text;
    switch (type) {
      case 's', 'r', 'a', 'c' -> {
        text = text(type, value, precision);
        zero = false;
      }
      case 'd', 'i', 'u', 'x', 'X', 'o' -> {
        Object integer = integer(type, value);
        text = IntegerFormat.digits(integer, type, precision);
        prefix = IntegerFormat.sign(integer, plus);
        if (alternate && "xXo".indexOf(type) >= 0) {
          prefix = prefix + '0' + type;
        }
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        double number = floating(value);
        rendering.read(FloatFormat.cost(precision));
        text = FloatFormat.format(number, type, precision < 0 ? 6 : precision, alternate);
        prefix = number < 0 || (number == 0 && 1 / number < 0) ? "-" : plus;
      }
      default -> throw new RenderError("unknown conversion '%" + type + "' in a % format");
    }
    char align = left ? '<' : zero ? '=' : '>';
    String fill = zero && !left ? "0" : " ";
    out.append(Padding.pad(rendering, prefix, text, width, align, fill));
  }

  /** The value of {@code %(name)s}. */
  private Object named() {
    int depth = 1;
    int start = ++position;
    for (; depth > 0; position++) {
      depth += peek() == '(' ? 1 : peek() == ')' ? -1 : 0;
    }
    if (!(values instanceof Map<?, ?> map)) {
      throw new RenderError("a % format with names needs a dictionary");
    }
    String name = format.substring(start, position - 1);
    Object value = map.get(name);
    if (value == null) {
      throw new RenderError("the % format names '" + name + "', which the dictionary lacks");
    }
    return value;
  }

  /** A width or precision: digits, or {@code *} for the next value. */
  private long number() {
    if (peek() == '*') {
      position++;
      return Operators.requireInteger(next());
    }
    long number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = number * 10 + format.charAt(position++) - '0';
      if (number > Integer.MAX_VALUE) {
        throw new RenderError("a width or precision that is too large");
      }
    }
    return number;
  }

  private Object next() {
    if (used >= positional.size()) {
      throw new RenderError("not enough values for the % format");
    }
    return positional.get(used++);
  }

  private String text(char type, Object value, int precision) {
    String text;
    if (type == 'c') {
      text = character(rendering, value);
    } else if (type == 's') {
      text = escape ? Markup.escape(rendering, value) : Printer.text(rendering, value);
    } else {
      text = Printer.representation(rendering, value);
    }
    if (precision < 0 || type == 'c' || precision >= CodePoints.length(rendering, text)) {
      return text;
    }
    return text.substring(0, CodePoints.offset(text, precision));
  }

  static String character(Rendering rendering, Object value) {
    if (Values.isText(value) && CodePoints.length(rendering, Values.text(value)) == 1) {
      return Values.text(value);
    }
    long code = Numbers.isInteger(value) ? Operators.requireInteger(value) : -1;
    if (code >= 0 && code <= Character.MAX_CODE_POINT) {
      return Character.toString((int) code);
    }
    throw new RenderError("'%c' takes one character or its code");
  }

  private static Object integer(char type, Object value) {
    boolean decimal = "diu".indexOf(type) >= 0;
    if (Numbers.isInteger(value) || (decimal && value instanceof Double)) {
      return Numbers.truncate(value);
    }
    Operators.requireDefined(value);
    throw new RenderError("'%" + type + "' takes a number, not " + Values.typeName(value));
  }

  private static double floating(Object value) {
    if (Numbers.isNumber(value)) {
      return Numbers.toDouble(value);
    }
    Operators.requireDefined(value);
    throw new RenderError("the % format needs a number, not " + Values.typeName(value));
  }
}
