package dev.puna.template;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An object in a JSON file of test cases. */
record Json(Map<String, Object> members) {
  /** What Python's Jinja2 makes of the templates of the test suite. */
  static Json reference() throws IOException {
    try (InputStream in = Json.class.getResourceAsStream("/template/jinja2.json")) {
      return new Json(JSON.std.mapFrom(in));
    }
  }

  static List<Json> list(Path file) throws IOException {
    return objects(JSON.std.listFrom(Files.readString(file)));
  }

  private static List<Json> objects(Object list) {
    List<Json> objects = new ArrayList<>();
    for (Object element : (List<?>) list) {
      objects.add(new Json(map(element)));
    }
    return objects;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  private Object get(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  String text(String name) {
    return (String) get(name);
  }

  Map<String, Object> map(String name) {
    return map(get(name));
  }

  List<Json> objects(String name) {
    return objects(get(name));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : (List<?>) get(name)) {
      texts.add((String) element);
    }
    return texts;
  }
}
