package dev.puna.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Schemas that something fits, and texts that fit them. */
final class RandomSchema {
  private static final List<String> NAMES =
      List.of("a", "b", "ab", "c d", "é", "q\"\\", "😀", "\n/");

  private final Random random;

  RandomSchema(Random random) {
    this.random = random;
  }

  /** A schema with definitions, one of which may contain itself. */
  Map<String, Object> next() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("leaf", schema(0));
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("value", schema(1));
    tree.put("children", of("items", of("$ref", "#/$defs/tree"), "type", "array"));
    definitions.put("tree", of("type", "object", "properties", tree));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$defs", definitions);
    root.putAll(schema(3));
    return root;
  }

  private Map<String, Object> schema(int depth) {
    return switch (random.nextInt(depth == 0 ? 10 : 18)) {
      case 0 -> of("type", random.nextBoolean() ? "boolean" : "null");
      case 1 -> of("type", List.of("integer", "null"));
      case 2, 3 -> bounded("integer");
      case 4 -> bounded("number");
      case 5 -> {
        int least = random.nextInt(4);
        yield of("type", "string", "minLength", least, "maxLength", least + random.nextInt(4));
      }
      case 6 -> {
        String pattern = random.nextBoolean() ? "^[^a-y]{1,3}(-|\\d+)?$" : "[0-9]|^z|-$";
        Map<String, Object> schema = of("type", "string", "pattern", pattern);
        if (random.nextBoolean()) {
          schema.put("maxLength", 4 + random.nextInt(3));
        }
        yield schema;
      }
      case 7 -> of("type", "string", "format", "date");
      case 8 -> of("enum", List.of("x", 1, true, "xy", "é\n", List.of(1, List.of()), of("k", "v")));
      case 9 -> of("type", random.nextBoolean() ? "string" : "number");
      case 10, 11, 12 -> object(depth);
      case 13 -> {
        int least = random.nextInt(3);
        yield of(
            "items", schema(depth - 1), "minItems", least, "maxItems", least + 2, "type", "array");
      }
      case 14 -> of("type", "array", "prefixItems", List.of(schema(depth - 1), schema(0)));
      case 15 -> of("anyOf", List.of(schema(depth - 1), schema(0)));
      case 16 -> of("$ref", random.nextBoolean() ? "#/$defs/leaf" : "#/$defs/tree");
      default -> {
        Map<String, Object> first = object(depth);
        Map<String, Object> second = of("properties", of("other one", schema(0)), "type", "object");
        first.keySet().retainAll(List.of("type", "properties", "required"));
        yield of("allOf", List.of(first, second));
      }
    };
  }

  private Map<String, Object> bounded(String type) {
    int scale = random.nextBoolean() ? 20 : 3000;
    int least = random.nextInt(-scale, scale);
    Map<String, Object> schema = of("type", type);
    if (random.nextInt(3) > 0) {
      schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", least);
    }
    if (random.nextInt(3) > 0) {
      schema.put(
          random.nextBoolean() ? "maximum" : "exclusiveMaximum", least + 2 + random.nextInt(scale));
    }
    if (random.nextInt(4) == 0) {
      schema.put("multipleOf", type.equals("integer") ? 1 : 0.5);
    }
    return schema;
  }

  private Map<String, Object> object(int depth) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (String name : names.subList(0, random.nextInt(4))) {
      properties.put(name, schema(depth - 1));
      if (random.nextBoolean()) {
        required.add(name);
      }
    }
    Map<String, Object> schema =
        of("type", "object", "properties", properties, "required", required);
    switch (random.nextInt(4)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.put("additionalProperties", schema(0));
      default -> {}
    }
    if (random.nextInt(4) == 0) {
      schema.put("patternProperties", of("^p", schema(0), "x|0", schema(0)));
    }
    if (random.nextInt(4) == 0) {
      schema.put("propertyNames", of("maxLength", random.nextInt(12, 20)));
      schema.put("minProperties", random.nextInt(required.size() + 1));
      schema.put("maxProperties", properties.size() + 2);
    }
    return schema;
  }

  private static Map<String, Object> of(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
