package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists, as arrays. */
record ListForm(JsonForm element) implements JsonForm {
  @Override
  public JsonValue.Members schema() {
    return Schemas.with(Schemas.type("array"), "items", element.schema());
  }

  @Override
  public Object read(JsonValue value, String at) {
    if (!(value instanceof JsonValue.Array array)) {
      throw MismatchException.expected("an array", value, at);
    }
    List<Object> list = new ArrayList<>();
    for (JsonValue item : array.elements()) {
      list.add(element.read(item, at + "/" + list.size()));
    }
    return Collections.unmodifiableList(list);
  }
}
