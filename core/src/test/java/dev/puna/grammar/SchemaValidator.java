package dev.puna.grammar;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates parsed JSON as the specification of JSON Schema says, for the keywords of a test. */
final class SchemaValidator {
  private final Map<?, ?> root;

  SchemaValidator(Map<?, ?> root) {
    this.root = root;
  }

  boolean isValid(@Nullable Object value) {
    return isValid(root, value);
  }

  private boolean isValid(@Nullable Object schema, @Nullable Object value) {
    if (schema instanceof Boolean always) {
      return always;
    }
    if (!(schema instanceof Map<?, ?> keywords)) {
      throw new AssertionError("not a schema: " + schema);
    }
    return keywords.entrySet().stream()
        .allMatch(
            keyword ->
                holds(
                    (String) keyword.getKey(),
                    Objects.requireNonNull(keyword.getValue()),
                    keywords,
                    value));
  }

  private boolean holds(String keyword, Object argument, Map<?, ?> schema, @Nullable Object value) {
    return switch (keyword) {
      case "$defs" -> true;
      case "$ref" -> isValid(resolve((String) argument), value);
      case "type" ->
          argument instanceof List<?> names
              ? names.stream().anyMatch(name -> hasType((String) name, value))
              : hasType((String) argument, value);
      case "const" -> same(argument, value);
      case "enum" -> list(argument).stream().anyMatch(element -> same(element, value));
      case "anyOf" -> list(argument).stream().anyMatch(option -> isValid(option, value));
      case "oneOf" -> list(argument).stream().filter(option -> isValid(option, value)).count() == 1;
      case "allOf" -> list(argument).stream().allMatch(part -> isValid(part, value));
      case "minimum" -> !(value instanceof Number) || compare(value, argument) >= 0;
      case "exclusiveMinimum" -> !(value instanceof Number) || compare(value, argument) > 0;
      case "maximum" -> !(value instanceof Number) || compare(value, argument) <= 0;
      case "exclusiveMaximum" -> !(value instanceof Number) || compare(value, argument) < 0;
      case "multipleOf" ->
          !(value instanceof Number) || decimal(value).remainder(decimal(argument)).signum() == 0;
      case "minLength" -> !(value instanceof String s) || length(s) >= (Integer) argument;
      case "maxLength" -> !(value instanceof String s) || length(s) <= (Integer) argument;
      case "pattern" ->
          !(value instanceof String s) || Pattern.compile((String) argument).matcher(s).find();
      case "format" -> !(value instanceof String s) || isDate(s);
      case "minItems" -> !(value instanceof List<?> l) || l.size() >= (Integer) argument;
      case "maxItems" -> !(value instanceof List<?> l) || l.size() <= (Integer) argument;
      case "prefixItems" -> !(value instanceof List<?> l) || prefix(list(argument), l);
      case "items" -> !(value instanceof List<?> l) || items(argument, schema, l);
      case "properties" -> !(value instanceof Map<?, ?> m) || properties((Map<?, ?>) argument, m);
      case "patternProperties" ->
          !(value instanceof Map<?, ?> m) || patterns((Map<?, ?>) argument, m);
      case "propertyNames" ->
          !(value instanceof Map<?, ?> m)
              || m.keySet().stream().allMatch(name -> isValid(argument, name));
      case "minProperties" -> !(value instanceof Map<?, ?> m) || m.size() >= (Integer) argument;
      case "maxProperties" -> !(value instanceof Map<?, ?> m) || m.size() <= (Integer) argument;
      case "required" -> !(value instanceof Map<?, ?> m) || m.keySet().containsAll(list(argument));
      case "additionalProperties" ->
          !(value instanceof Map<?, ?> m) || additional(argument, schema, m);
      default -> throw new AssertionError("unknown keyword " + keyword);
    };
  }

  private boolean prefix(List<?> schemas, List<?> values) {
    for (int i = 0; i < Math.min(schemas.size(), values.size()); i++) {
      if (!isValid(schemas.get(i), values.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean items(@Nullable Object items, Map<?, ?> schema, List<?> values) {
    Object prefix = schema.get("prefixItems");
    int from = Math.min(prefix == null ? 0 : list(prefix).size(), values.size());
    return values.subList(from, values.size()).stream().allMatch(value -> isValid(items, value));
  }

  private boolean properties(Map<?, ?> schemas, Map<?, ?> members) {
    return members.entrySet().stream()
        .allMatch(
            m ->
                !schemas.containsKey(m.getKey()) || isValid(schemas.get(m.getKey()), m.getValue()));
  }

  private boolean patterns(Map<?, ?> schemas, Map<?, ?> members) {
    return members.entrySet().stream()
        .allMatch(
            m ->
                schemas.entrySet().stream()
                    .filter(pattern -> matches(pattern.getKey(), m.getKey()))
                    .allMatch(pattern -> isValid(pattern.getValue(), m.getValue())));
  }

  private static boolean matches(Object pattern, Object name) {
    return Pattern.compile((String) pattern).matcher((String) name).find();
  }

  private boolean additional(@Nullable Object additional, Map<?, ?> schema, Map<?, ?> members) {
    Object properties = schema.get("properties");
    Object patterns = schema.get("patternProperties");
    return members.entrySet().stream()
        .allMatch(
            m ->
                properties instanceof Map<?, ?> named && named.containsKey(m.getKey())
                    || patterns instanceof Map<?, ?> some
                        && some.keySet().stream().anyMatch(p -> matches(p, m.getKey()))
                    || isValid(additional, m.getValue()));
  }

  private Object resolve(String reference) {
    Object here = root;
    for (String step : reference.substring(2).split("/")) {
      here = Objects.requireNonNull(((Map<?, ?>) here).get(step));
    }
    return here;
  }

  private static boolean hasType(String name, @Nullable Object value) {
    return switch (name) {
      case "null" -> value == null;
      case "boolean" -> value instanceof Boolean;
      case "string" -> value instanceof String;
      case "array" -> value instanceof List;
      case "object" -> value instanceof Map;
      case "number" -> value instanceof Number;
      case "integer" -> value instanceof Number && decimal(value).stripTrailingZeros().scale() <= 0;
      default -> throw new AssertionError(name);
    };
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number && b instanceof Number) {
      return compare(a, b) == 0;
    }
    return a == null ? b == null : a.equals(b);
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    return decimal(a).compareTo(decimal(b));
  }

  private static BigDecimal decimal(@Nullable Object number) {
    return new BigDecimal(String.valueOf(number));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
