package dev.puna.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly, in bounded depth. */
public final class JsonReader {
  private static final int MAX_CHARACTERS = 1 << 22;
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER_CHARACTERS = 200;
  private static final int MAX_EXPONENT = 9999;

  private final String text;
  private final boolean distinct;
  private int at;

  private JsonReader(String text, boolean distinct) {
    this.text = text;
    this.distinct = distinct;
  }

  /**
   * The value that is the whole text; names of members must differ.
   *
   * @throws JsonException if it is malformed
   */
  public static JsonValue read(String text) {
    return read(text, true);
  }

  /**
   * The value that is the whole text, where the last of several members of one name counts: a model
   * may say one twice.
   *
   * @throws JsonException if it is malformed
   */
  public static JsonValue readAnswer(String text) {
    return read(text, false);
  }

  private static JsonValue read(String text, boolean distinct) {
    if (text.length() > MAX_CHARACTERS) {
      throw new JsonException(
          TextPlace.NONE,
          "the JSON has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are read");
    }
    JsonReader reader = new JsonReader(text, distinct);
    JsonValue value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.error("there is something after the JSON value");
    }
    return value;
  }

  private JsonValue value(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("the JSON is nested more than " + MAX_DEPTH + " deep");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> array(depth);
      case '"' -> new JsonValue.Text(string());
      case 't' -> constant("true", JsonValue.Constant.TRUE);
      case 'f' -> constant("false", JsonValue.Constant.FALSE);
      case 'n' -> constant("null", JsonValue.Constant.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw error("a JSON value is expected");
    };
  }

  private JsonValue members(int depth) {
    at++;
    Map<String, JsonValue> values = new LinkedHashMap<>();
    skipSpace();
    if (!skip('}')) {
      do {
        skipSpace();
        int start = at;
        if (peek() != '"') {
          throw error("the name of a member, in quotes, is expected");
        }
        String name = string();
        skipSpace();
        expect(':');
        if (values.put(name, value(depth + 1)) != null && distinct) {
          at = start;
          throw error("there are two members of this name");
        }
        skipSpace();
      } while (skip(','));
      expect('}');
    }
    return new JsonValue.Members(Collections.unmodifiableMap(values));
  }

  private JsonValue array(int depth) {
    at++;
    List<JsonValue> elements = new ArrayList<>();
    skipSpace();
    if (!skip(']')) {
      do {
        elements.add(value(depth + 1));
        skipSpace();
      } while (skip(','));
      expect(']');
    }
    return new JsonValue.Array(Collections.unmodifiableList(elements));
  }

  private JsonValue constant(String word, JsonValue constant) {
    if (!text.startsWith(word, at)) {
      throw error("a JSON value is expected");
    }
    at += word.length();
    return constant;
  }

  private JsonValue number() {
    int start = at;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      digits();
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      int exponent = at;
      digits();
      if (at - exponent > 9 || Integer.parseInt(text, exponent, at, 10) > MAX_EXPONENT) {
        at = start;
        throw error("the exponent of this number is above " + MAX_EXPONENT);
      }
    }
    if (at - start > MAX_NUMBER_CHARACTERS) {
      at = start;
      throw error("this number has more than " + MAX_NUMBER_CHARACTERS + " characters");
    }
    return new JsonValue.Decimal(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw error("a digit is expected");
    }
  }

  private String string() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (!skip('"')) {
      if (at == text.length()) {
        at = start;
        throw error("this string has no closing quote");
      }
      char c = text.charAt(at);
      if (c < ' ') {
        throw error("a control character in a string must be escaped");
      }
      at++;
      value.append(c == '\\' ? escape() : c);
    }
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int c = value.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        at = start;
        throw error("this string has half a surrogate pair");
      }
    }
    return value.toString();
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> {
        at--;
        throw error("there is no such escape");
      }
    };
  }

  private char codeUnit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw error("four hexadecimal digits are expected after \\u");
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private void skipSpace() {
    while (skip(' ') || skip('\n') || skip('\r') || skip('\t')) {
      // Goes on.
    }
  }

  private boolean skip(char c) {
    boolean isThere = at < text.length() && text.charAt(at) == c;
    if (isThere) {
      at++;
    }
    return isThere;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw error("'" + c + "' is expected");
    }
  }

  /** The next character; NUL, which is never expected, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private JsonException error(String message) {
    return new JsonException(TextPlace.of(text, Math.min(at, text.length())), message);
  }
}
