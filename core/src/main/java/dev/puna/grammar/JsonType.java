package dev.puna.grammar;

import dev.puna.json.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of JSON Schema. */
enum JsonType {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  INTEGER,
  BOOLEAN,
  NULL;

  /** What a keyword {@code type} allows; integers are among the numbers. */
  static Set<JsonType> read(Schema keyword) {
    Set<JsonType> types = EnumSet.noneOf(JsonType.class);
    if (keyword.value() instanceof JsonValue.Array) {
      for (Schema element : keyword.elements()) {
        types.add(named(element));
      }
    } else {
      types.add(named(keyword));
    }
    if (types.contains(NUMBER)) {
      types.add(INTEGER);
    }
    return types;
  }

  private static JsonType named(Schema name) {
    return switch (name.text()) {
      case "object" -> OBJECT;
      case "array" -> ARRAY;
      case "string" -> STRING;
      case "number" -> NUMBER;
      case "integer" -> INTEGER;
      case "boolean" -> BOOLEAN;
      case "null" -> NULL;
      default -> throw name.error("there is no type \"" + name.text() + "\"");
    };
  }

  /** The type of a value. */
  static JsonType of(JsonValue value) {
    return switch (value) {
      case JsonValue.Constant constant -> constant == JsonValue.Constant.NULL ? NULL : BOOLEAN;
      case JsonValue.Text text -> STRING;
      case JsonValue.Decimal number -> number.isInteger() ? INTEGER : NUMBER;
      case JsonValue.Array array -> ARRAY;
      case JsonValue.Members members -> OBJECT;
    };
  }

  /** The type that a keyword is about, where it is about one. */
  static @Nullable JsonType of(String keyword) {
    return switch (keyword) {
      case "properties",
          "required",
          "additionalProperties",
          "patternProperties",
          "propertyNames",
          "minProperties",
          "maxProperties" ->
          OBJECT;
      case "items", "prefixItems", "additionalItems", "minItems", "maxItems" -> ARRAY;
      case "pattern", "format", "minLength", "maxLength" -> STRING;
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" -> NUMBER;
      default -> null;
    };
  }
}
