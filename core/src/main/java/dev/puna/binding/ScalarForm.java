package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Strings, numbers and booleans.
 *
 * @param schema what describes them
 * @param name what to call such a value in a message
 * @param reader gives the value, or null where there is none
 */
record ScalarForm(
    JsonValue.Members schema, String name, Function<JsonValue, @Nullable Object> reader)
    implements JsonForm {

  @Override
  public Object read(JsonValue value, String at) {
    Object read = reader.apply(value);
    if (read == null) {
      throw MismatchException.expected(name, value, at);
    }
    return read;
  }

  /** The form of a class, or null where it is no scalar. */
  static @Nullable ScalarForm of(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.String" ->
          new ScalarForm(
              Schemas.type("string"),
              "a string",
              value -> value instanceof JsonValue.Text text ? text.value() : null);
      case "boolean", "java.lang.Boolean" ->
          new ScalarForm(
              Schemas.type("boolean"),
              "true or false",
              value ->
                  value instanceof JsonValue.Constant constant
                          && constant != JsonValue.Constant.NULL
                      ? (Object) constant.isTrue()
                      : null);
      case "byte", "java.lang.Byte" ->
          integer(Byte.MIN_VALUE, Byte.MAX_VALUE, BigInteger::byteValueExact);
      case "short", "java.lang.Short" ->
          integer(Short.MIN_VALUE, Short.MAX_VALUE, BigInteger::shortValueExact);
      case "int", "java.lang.Integer" ->
          integer(Integer.MIN_VALUE, Integer.MAX_VALUE, BigInteger::intValueExact);
      case "long", "java.lang.Long" ->
          integer(Long.MIN_VALUE, Long.MAX_VALUE, BigInteger::longValueExact);
      case "java.math.BigInteger" ->
          new ScalarForm(Schemas.type("integer"), "an integer", ScalarForm::integer);
      // What is too large for them becomes infinite, as in Java itself.
      case "float", "java.lang.Float" -> number(BigDecimal::floatValue);
      case "double", "java.lang.Double" -> number(BigDecimal::doubleValue);
      case "java.math.BigDecimal" -> number(value -> value);
      default -> null;
    };
  }

  /** Integers of a range, which the schema has too, so that no answer is out of it. */
  private static ScalarForm integer(long least, long most, Function<BigInteger, Object> narrow) {
    JsonValue.Members schema = Schemas.type("integer");
    schema = Schemas.with(schema, "minimum", new JsonValue.Decimal(Long.toString(least)));
    schema = Schemas.with(schema, "maximum", new JsonValue.Decimal(Long.toString(most)));
    return new ScalarForm(
        schema,
        "an integer from " + least + " to " + most,
        value -> {
          BigInteger number = integer(value);
          return number == null
                  || number.compareTo(BigInteger.valueOf(least)) < 0
                  || number.compareTo(BigInteger.valueOf(most)) > 0
              ? null
              : narrow.apply(number);
        });
  }

  private static @Nullable BigInteger integer(JsonValue value) {
    return value instanceof JsonValue.Decimal number && number.isInteger()
        ? number.value().toBigIntegerExact()
        : null;
  }

  private static ScalarForm number(Function<BigDecimal, Object> narrow) {
    return new ScalarForm(
        Schemas.type("number"),
        "a number",
        value -> value instanceof JsonValue.Decimal number ? narrow.apply(number.value()) : null);
  }
}
