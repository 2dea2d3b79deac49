package dev.puna.json;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON in one line, with a space after commas and colons, as language models know it. */
public final class JsonWriter {
  /** Letters of the short escapes, and below what they stand for. */
  private static final String SHORT_LETTERS = "\"\\bfnrt";

  private static final String SHORT_MEANINGS = "\"\\\b\f\n\r\t";

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /** A value as text. */
  public static String write(JsonValue value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  /** A string in its usual spelling, with its quotes. */
  public static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /** A string in its usual spelling, without quotes. */
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int at = SHORT_MEANINGS.indexOf(c);
      if (at >= 0) {
        escaped.append('\\').append(SHORT_LETTERS.charAt(at));
      } else if (c < ' ') {
        escaped.append("\\u00").append(c >> 4).append(Character.forDigit(c & 15, 16));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private void value(JsonValue value) {
    switch (value) {
      case JsonValue.Constant constant -> out.append(constant.spelling());
      case JsonValue.Text text -> out.append(quoted(text.value()));
      case JsonValue.Decimal number -> out.append(number.spelling());
      case JsonValue.Array array -> {
        out.append('[');
        for (Iterator<JsonValue> i = array.elements().iterator(); i.hasNext(); ) {
          value(i.next());
          out.append(i.hasNext() ? ", " : "");
        }
        out.append(']');
      }
      case JsonValue.Members members -> {
        out.append('{');
        for (Iterator<Map.Entry<String, JsonValue>> i = members.values().entrySet().iterator();
            i.hasNext(); ) {
          Map.Entry<String, JsonValue> member = i.next();
          out.append(quoted(member.getKey())).append(": ");
          value(member.getValue());
          out.append(i.hasNext() ? ", " : "");
        }
        out.append('}');
      }
    }
  }
}
