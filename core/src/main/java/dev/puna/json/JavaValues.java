package dev.puna.json;

import dev.puna.PunaException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Java values as JSON, for models to read. */
public final class JavaValues {
  private static final int MAX_DEPTH = 100;

  private JavaValues() {}

  /** A string as it is, nothing as no text, any other value as JSON. */
  public static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case CharSequence text -> text.toString();
      default -> JsonWriter.write(json(value, 0));
    };
  }

  private static JsonValue json(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new PunaException("the value is nested more than " + MAX_DEPTH + " deep");
    }
    return switch (value) {
      case null -> JsonValue.Constant.NULL;
      case Boolean flag -> JsonValue.Constant.of(flag);
      case Number number -> number(number);
      case Enum<?> constant -> new JsonValue.Text(constant.name());
      case Optional<?> optional -> json(optional.orElse(null), depth);
      case Map<?, ?> map -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(String.valueOf(name), json(member, depth + 1)));
        yield new JsonValue.Members(members);
      }
      case Iterable<?> list -> {
        List<JsonValue> elements = new ArrayList<>();
        list.forEach(element -> elements.add(json(element, depth + 1)));
        yield new JsonValue.Array(elements);
      }
      case Record fields -> members(fields, depth);
      case Object array when array.getClass().isArray() -> {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
          elements.add(json(Array.get(array, i), depth + 1));
        }
        yield new JsonValue.Array(elements);
      }
      default -> new JsonValue.Text(value.toString());
    };
  }

  /** JSON knows no infinity. */
  private static JsonValue number(Number number) {
    return Double.isFinite(number.doubleValue())
        ? new JsonValue.Decimal(number.toString())
        : new JsonValue.Text(number.toString());
  }

  /** A record by its components, where they are in reach. */
  private static JsonValue members(Record fields, int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      if (!component.getAccessor().trySetAccessible()) {
        return new JsonValue.Text(fields.toString());
      }
      try {
        Object value = component.getAccessor().invoke(fields);
        members.put(component.getName(), json(value, depth + 1));
      } catch (ReflectiveOperationException e) {
        throw new PunaException("component " + component + " can not be read", e);
      }
    }
    return new JsonValue.Members(members);
  }
}
