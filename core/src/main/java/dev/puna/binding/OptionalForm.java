package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.Optional;

/** What a property may leave out; a model that does not know may also say null. */
record OptionalForm(JsonForm content) implements JsonForm {
  @Override
  public JsonValue.Members schema() {
    return content.schema();
  }

  @Override
  public Object read(JsonValue value, String at) {
    return value == JsonValue.Constant.NULL
        ? Optional.empty()
        : Optional.of(content.read(value, at));
  }
}
