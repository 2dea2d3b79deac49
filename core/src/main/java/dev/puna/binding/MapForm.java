package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps from strings, as objects with any names. */
record MapForm(JsonForm element) implements JsonForm {
  @Override
  public JsonValue.Members schema() {
    return Schemas.with(Schemas.type("object"), "additionalProperties", element.schema());
  }

  @Override
  public Object read(JsonValue value, String at) {
    if (!(value instanceof JsonValue.Members members)) {
      throw MismatchException.expected("an object", value, at);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    members.values().forEach((name, item) -> map.put(name, element.read(item, at + "/" + name)));
    return Collections.unmodifiableMap(map);
  }
}
