package dev.puna.binding;

import dev.puna.json.JsonValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds schemas. */
final class Schemas {
  private Schemas() {}

  /** A schema with one keyword. */
  static JsonValue.Members of(String keyword, JsonValue value) {
    return new JsonValue.Members(Map.of(keyword, value));
  }

  /** The values of a type. */
  static JsonValue.Members type(String name) {
    return of("type", new JsonValue.Text(name));
  }

  /** A schema with one more keyword. */
  static JsonValue.Members with(JsonValue.Members schema, String keyword, JsonValue value) {
    Map<String, JsonValue> keywords = new LinkedHashMap<>(schema.values());
    keywords.put(keyword, value);
    return new JsonValue.Members(keywords);
  }

  /** A schema with a description, where there is one. */
  static JsonValue.Members described(JsonValue.Members schema, String description) {
    return description.isEmpty()
        ? schema
        : with(schema, "description", new JsonValue.Text(description));
  }

  /** An array of strings. */
  static JsonValue.Array texts(Collection<String> texts) {
    return new JsonValue.Array(
        List.copyOf(texts.stream().<JsonValue>map(JsonValue.Text::new).toList()));
  }
}
