package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of several records, told apart by the property {@value ObjectForm#TAG}.
 *
 * @param description what it is; may be empty
 * @param options by the value of that property
 */
record UnionForm(String description, Map<String, ObjectForm> options) implements JsonForm {
  @Override
  public JsonValue.Members schema() {
    List<JsonValue> schemas = new ArrayList<>();
    options.values().forEach(option -> schemas.add(option.schema()));
    return Schemas.described(Schemas.of("anyOf", new JsonValue.Array(schemas)), description);
  }

  @Override
  public Object read(JsonValue value, String at) {
    if (!(value instanceof JsonValue.Members members)) {
      throw MismatchException.expected("an object", value, at);
    }
    JsonValue tag = members.values().get(ObjectForm.TAG);
    ObjectForm option = tag instanceof JsonValue.Text text ? options.get(text.value()) : null;
    if (option == null) {
      throw new MismatchException(
          at + "/" + ObjectForm.TAG,
          "one of " + String.join(", ", options.keySet()) + " is expected");
    }
    return option.read(value, at);
  }
}
