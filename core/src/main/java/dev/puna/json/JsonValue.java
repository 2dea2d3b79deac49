package dev.puna.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A JSON value as it was written. Numbers are equal that have the same value. */
public sealed interface JsonValue {
  /** {@code true}, {@code false} and {@code null}. */
  enum Constant implements JsonValue {
    TRUE,
    FALSE,
    NULL;

    /** One of the two booleans. */
    public static Constant of(boolean value) {
      return value ? TRUE : FALSE;
    }

    /** Whether it is {@code true}. */
    public boolean isTrue() {
      return this == TRUE;
    }

    /** How JSON writes it. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A string, without its escapes. */
  record Text(String value) implements JsonValue {}

  /** A number in the spelling of its source. */
  record Decimal(String spelling) implements JsonValue {
    /** The number. */
    public BigDecimal value() {
      return new BigDecimal(spelling);
    }

    /** Whether it has no fraction, as 3 and 3.0 have none. */
    public boolean isInteger() {
      return value().stripTrailingZeros().scale() <= 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Decimal decimal && value().compareTo(decimal.value()) == 0;
    }

    @Override
    public int hashCode() {
      return value().stripTrailingZeros().hashCode();
    }
  }

  /** An array. */
  record Array(List<JsonValue> elements) implements JsonValue {}

  /** An object, its members in the order of the source. */
  record Members(Map<String, JsonValue> values) implements JsonValue {}

  /** What to call this kind of value in a message. */
  default String kind() {
    return switch (this) {
      case Constant constant -> constant == Constant.NULL ? "null" : "a boolean";
      case Text text -> "a string";
      case Decimal decimal -> "a number";
      case Array array -> "an array";
      case Members members -> "an object";
    };
  }
}
