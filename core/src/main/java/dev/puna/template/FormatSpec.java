package dev.puna.template;

/**
 * Python's format specification {@code [[fill]align][sign][#][0][width][,_][.precision][type]}, as
 * in {@code '{:>8.2f}'}.
 */
final class FormatSpec {
  private final Rendering rendering;
  private final String spec;
  private int position;

  private String fill = " ";
  private char align;
  private boolean aligned;
  private String plus = "";
  private boolean signed;
  private boolean alternate;
  private long width;
  private char separator;
  private int precision = -1;
  private char type;

  private FormatSpec(Rendering rendering, String spec) {
    this.rendering = rendering;
    this.spec = spec;
  }

  static String format(Rendering rendering, Object value, String spec) {
    if (spec.isEmpty()) {
      return Printer.text(rendering, value);
    }
    boolean number = Numbers.isNumber(value);
    if (!number && !Values.isText(value)) {
      throw new RenderError(
          "a value of type " + Values.typeName(value) + " takes no format specification");
    }
    FormatSpec format = new FormatSpec(rendering, spec);
    format.parse();
    if (!number) {
      return format.text(Values.text(value));
    }
    boolean floating = value instanceof Double || "eEfFgG%".indexOf(format.type) >= 0;
    return floating ? format.floating(Numbers.toDouble(value)) : format.integer(value);
  }

  private void parse() {
    int first = spec.codePointAt(0);
    int afterFirst = Character.charCount(first);
    if (afterFirst < spec.length() && "<>^=".indexOf(spec.charAt(afterFirst)) >= 0) {
      fill = Character.toString(first);
      align = spec.charAt(afterFirst);
      position = afterFirst + 1;
    } else if ("<>^=".indexOf(first) >= 0) {
      align = (char) first;
      position = 1;
    }
    boolean filled = position > 1;
    aligned = position > 0;
    if ("+- ".indexOf(peek()) >= 0) {
      signed = true;
      plus = peek() == '-' ? "" : spec.substring(position, position + 1);
      position++;
    }
    if (peek() == '#') {
      alternate = true;
      position++;
    }
    if (peek() == '0') {
      fill = filled ? fill : "0";
      align = aligned ? align : '=';
      position++;
    }
    width = number();
    if (peek() == ',' || peek() == '_') {
      separator = spec.charAt(position++);
    }
    if (peek() == '.') {
      position++;
      if (!Character.isDigit(peek())) {
        throw invalid();
      }
      precision = (int) number();
    }
    if (position < spec.length()) {
      type = spec.charAt(position++);
    }
    boolean known = type == 0 || "sbcdoxXneEfFgG%".indexOf(type) >= 0;
    boolean separable =
        type == 0 || (separator == '_' ? "bdoxXeEfFgG%" : "deEfFgG%").indexOf(type) >= 0;
    if (position < spec.length() || !known || (separator != 0 && !separable)) {
      throw invalid();
    }
  }

  /** The next character; one that fits nowhere at the end. */
  private char peek() {
    return position < spec.length() ? spec.charAt(position) : '\uffff';
  }

  private long number() {
    long number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = number * 10 + spec.charAt(position++) - '0';
      if (number > Integer.MAX_VALUE) {
        throw invalid();
      }
    }
    return number;
  }

  private String text(String text) {
    boolean numeric = signed || alternate || separator != 0 || (aligned && align == '=');
    if (numeric || (type != 0 && type != 's')) {
      throw invalid();
    }
    String shown = text;
    if (precision >= 0 && precision < CodePoints.length(rendering, text)) {
      shown = text.substring(0, CodePoints.offset(text, precision));
    }
    char side = align == 0 || align == '=' ? '<' : align;
    return Padding.pad(rendering, "", shown, width, side, fill);
  }

  private String integer(Object value) {
    if (precision >= 0 || type == 's') {
      throw invalid();
    }
    if (type == 'c' && signed) {
      throw invalid();
    }
    if (type == 'c') {
      return pad("", PercentFormat.character(rendering, value));
    }
    String prefix = IntegerFormat.sign(value, plus);
    if (alternate && "boxX".indexOf(type) >= 0) {
      prefix = prefix + '0' + type;
    }
    boolean decimal = type == 0 || type == 'd' || type == 'n';
    String digits = IntegerFormat.digits(value, type, 0);
    return pad(prefix, separator == 0 ? digits : grouped(digits, decimal ? 3 : 4, prefix));
  }

  private String floating(double number) {
    rendering.read(FloatFormat.cost(precision));
    boolean percent = type == '%';
    String text;
    if (type == 0 && precision < 0) {
      text = Numbers.text(Math.abs(number));
    } else if (type == 0) {
      text = FloatFormat.untyped(number, precision, alternate);
    } else if ("bcdoxXs".indexOf(type) >= 0) {
      throw invalid();
    } else {
      char notation = percent ? 'f' : type == 'n' ? 'g' : type;
      text =
          FloatFormat.format(
              percent ? number * 100 : number, notation, precision < 0 ? 6 : precision, alternate);
    }
    String prefix = number < 0 || (number == 0 && 1 / number < 0) ? "-" : plus;
    if (percent) {
      text = text.concat("%");
    }
    return pad(prefix, separator == 0 ? text : grouped(text, 3, prefix));
  }

  /** With separators; zeros that fill up to the width are separated too. */
  private String grouped(String digits, int size, String prefix) {
    boolean zeros = fill.equals("0") && align == '=';
    rendering.allocate(2 * (zeros ? width : digits.length()));
    return IntegerFormat.group(digits, separator, size, zeros ? width - prefix.length() : 0);
  }

  private String pad(String prefix, String text) {
    return Padding.pad(rendering, prefix, text, width, align == 0 ? '>' : align, fill);
  }

  private RenderError invalid() {
    return new RenderError("invalid format specification '" + spec + "'");
  }
}
