package dev.puna.template;

import java.util.List;
import java.util.Map;

/** Python's {@code str()} and {@code repr()}. */
final class Printer {
  private Printer() {}

  /** {@code str(value)}. */
  static String text(Rendering rendering, Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof Undefined) {
      return "";
    }
    return representation(rendering, value);
  }

  /** {@code repr(value)}. */
  static String representation(Rendering rendering, Object value) {
    if (value instanceof Long) {
      return value.toString();
    }
    TextBuffer buffer = new TextBuffer(rendering);
    print(rendering, buffer, value);
    return buffer.toString();
  }

  private static void print(Rendering rendering, TextBuffer out, Object value) {
    rendering.enter();
    if (value instanceof String text) {
      quote(out, text);
    } else if (value instanceof Map) {
      dict(rendering, out, Values.asDict(value));
    } else if (value instanceof Range range) {
      out.append(range.text());
    } else if (value instanceof Tuple tuple) {
      list(rendering, out, "(", tuple, tuple.size() == 1 ? ",)" : ")");
    } else if (value instanceof List) {
      list(rendering, out, "[", Values.asList(value), "]");
    } else if (value instanceof DictView view) {
      list(rendering, out, view.kind().typeName + "([", view.list(rendering), "])");
    } else if (value instanceof Namespace namespace) {
      out.append("<Namespace ");
      dict(rendering, out, namespace.attributes);
      out.append('>');
    } else if (value instanceof Markup markup) {
      out.append("Markup(");
      quote(out, markup.text());
      out.append(')');
    } else {
      out.append(simple(value));
    }
    rendering.leave();
  }

  private static String simple(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value == None.NONE) {
      return "None";
    }
    if (value instanceof Number) {
      return value instanceof Double number ? Numbers.text(number) : value.toString();
    }
    if (value instanceof Undefined) {
      return "Undefined";
    }
    if (value instanceof Macro macro) {
      return macro.text();
    }
    if (value instanceof Loop loop) {
      return loop.text();
    }
    return "<" + Values.typeName(value) + " object>";
  }

  private static void list(
      Rendering rendering, TextBuffer out, String open, List<Object> list, String close) {
    out.append(open);
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      print(rendering, out, list.get(i));
    }
    out.append(close);
  }

  private static void dict(Rendering rendering, TextBuffer out, Map<Object, Object> dict) {
    String separator = "{";
    for (Map.Entry<Object, Object> entry : dict.entrySet()) {
      out.append(separator);
      print(rendering, out, entry.getKey());
      out.append(": ");
      print(rendering, out, entry.getValue());
      separator = ", ";
    }
    out.append(dict.isEmpty() ? "{}" : "}");
  }

  /** A string literal: in single quotes unless that would need an escape and double ones not. */
  private static void quote(TextBuffer out, String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (CodePoints.isPrintable(c)) {
        out.appendCodePoint(c);
      } else if (c < 0x100) {
        hex(out.append("\\x"), c, 2);
      } else if (c < 0x10000) {
        hex(out.append("\\u"), c, 4);
      } else {
        hex(out.append("\\U"), c, 8);
      }
    }
    out.append(quote);
  }

  /** The lowest {@code digits} hexadecimal digits of a number. */
  static void hex(TextBuffer out, int number, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      out.append(Character.forDigit(number >> (4 * i) & 15, 16));
    }
  }
}
