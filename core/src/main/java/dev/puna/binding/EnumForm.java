package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Constants of an enum, by their names. */
final class EnumForm implements JsonForm {
  private final Map<String, Object> constants = new LinkedHashMap<>();

  EnumForm(Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
  }

  @Override
  public JsonValue.Members schema() {
    return Schemas.with(Schemas.type("string"), "enum", Schemas.texts(constants.keySet()));
  }

  @Override
  public Object read(JsonValue value, String at) {
    Object constant = value instanceof JsonValue.Text text ? constants.get(text.value()) : null;
    if (constant == null) {
      String actual = value instanceof JsonValue.Text text ? text.value() : value.kind();
      throw new MismatchException(
          at, "one of " + String.join(", ", constants.keySet()) + " is expected, not " + actual);
    }
    return constant;
  }
}
