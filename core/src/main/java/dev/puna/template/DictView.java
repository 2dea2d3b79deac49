package dev.puna.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code keys()}, {@code values()} and {@code items()} of a dictionary return. */
record DictView(Kind kind, Map<Object, Object> dict) {
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }
  }

  List<Object> list(Rendering rendering) {
    return list(rendering, kind, dict);
  }

  static List<Object> list(Rendering rendering, Kind kind, Map<Object, Object> dict) {
    rendering.allocateElements(dict.size());
    if (kind == Kind.KEYS) {
      return new ArrayList<>(dict.keySet());
    }
    if (kind == Kind.VALUES) {
      return new ArrayList<>(dict.values());
    }
    List<Object> items = new ArrayList<>(dict.size());
    for (Map.Entry<Object, Object> entry : dict.entrySet()) {
      items.add(Tuple.of(entry.getKey(), entry.getValue()));
    }
    return items;
  }
}
