package dev.puna.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson}: Python's {@code json.dumps}, by default without ASCII escaping. */
final class JsonWriter {
  private final Rendering rendering;
  private final TextBuffer out;
  private final boolean ascii;
  private final boolean sorted;

  /** What one level is indented by; null to write all on one line. */
  private final @Nullable String indent;

  private final String itemSeparator;
  private final String keySeparator;
  private int level;

  private JsonWriter(
      Rendering rendering,
      boolean ascii,
      boolean sorted,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator) {
    this.rendering = rendering;
    this.out = new TextBuffer(rendering);
    this.ascii = ascii;
    this.sorted = sorted;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
  }

  /** {@code value | tojson(ensure_ascii=false, indent=none, separators=none, sort_keys=false)}. */
  static String write(Rendering rendering, Object value, Arguments arguments) {
    BoundArguments options =
        arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    String indent = indent(rendering, options);
    String itemSeparator = indent == null ? ", " : ",";
    String keySeparator = ": ";
    if (options.isGiven(2)) {
      List<Object> separators = Values.elements(rendering, options.required(2));
      if (separators.size() != 2) {
        throw new RenderError("tojson takes two separators, not " + separators.size());
      }
      itemSeparator = Operators.requireText(separators.get(0));
      keySeparator = Operators.requireText(separators.get(1));
    }
    JsonWriter writer =
        new JsonWriter(
            rendering, options.flag(0), options.flag(3), indent, itemSeparator, keySeparator);
    writer.value(value);
    return writer.out.toString();
  }

  private static @Nullable String indent(Rendering rendering, BoundArguments options) {
    if (!options.isGiven(1)) {
      return null;
    }
    Object indent = options.required(1);
    if (Values.isText(indent)) {
      return Values.text(indent);
    }
    long width = Math.max(Operators.requireInteger(indent), 0);
    rendering.allocate(width);
    return " ".repeat((int) width);
  }

  private void value(Object value) {
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Markup markup) {
      string(markup.text());
    } else if (value instanceof Map) {
      object(Values.asDict(value));
    } else if (value instanceof List && !(value instanceof Range)) {
      array(Values.asList(value));
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(Object value) {
    if (value == None.NONE) {
      return "null";
    }
    if (value instanceof Boolean flag) {
      return flag ? "true" : "false";
    }
    if (value instanceof Double number) {
      if (Double.isFinite(number)) {
        return Numbers.text(number);
      }
      return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }
    if (value instanceof Number) {
      return value.toString();
    }
    throw new RenderError(
        "tojson: a value of type " + Values.typeName(value) + " can not be written as JSON");
  }

  private void array(List<Object> list) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    open('[');
    for (int i = 0; i < list.size(); i++) {
      separate(i);
      value(list.get(i));
    }
    close(']');
  }

  private void object(Map<Object, Object> dict) {
    if (dict.isEmpty()) {
      out.append("{}");
      return;
    }
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.entrySet());
    if (sorted) {
      entries.sort((a, b) -> Operators.compare(rendering, a.getKey(), b.getKey()));
    }
    open('{');
    for (int i = 0; i < entries.size(); i++) {
      separate(i);
      Object key = entries.get(i).getKey();
      if (key instanceof Tuple) {
        throw new RenderError("tojson: a tuple can not be a key in JSON");
      }
      string(Values.isText(key) ? Values.text(key) : scalar(key));
      out.append(keySeparator);
      value(entries.get(i).getValue());
    }
    close('}');
  }

  private void open(char bracket) {
    rendering.enter();
    out.append(bracket);
    level++;
    newLine();
  }

  private void separate(int index) {
    if (index > 0) {
      out.append(itemSeparator);
      newLine();
    }
  }

  private void close(char bracket) {
    level--;
    newLine();
    out.append(bracket);
    rendering.leave();
  }

  private void newLine() {
    if (indent != null) {
      out.append('\n').appendRepeated(indent, level);
    }
  }

  private void string(String text) {
    out.append('"');
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && (c < 0x7f || !ascii)) {
        continue;
      }
      out.append(text, start, i);
      start = i + 1;
      escape(c);
    }
    out.append(text, start, text.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> Printer.hex(out.append("\\u"), c, 4);
    }
  }
}
