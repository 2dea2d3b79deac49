package dev.puna.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A JSON object whose fields must be there. */
record Json(Map<String, Object> fields) {
  static Json parse(String text) {
    try {
      return new Json(JSON.std.mapFrom(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Object get(String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  String text(String name) {
    return (String) get(name);
  }

  int number(String name) {
    return (Integer) get(name);
  }

  List<?> list(String name) {
    return (List<?>) get(name);
  }

  Json object(String name) {
    return object(get(name));
  }

  List<Json> objects(String name) {
    return list(name).stream().map(Json::object).toList();
  }

  @SuppressWarnings("unchecked") // names of fields are strings
  private static Json object(Object value) {
    return new Json((Map<String, Object>) value);
  }
}
