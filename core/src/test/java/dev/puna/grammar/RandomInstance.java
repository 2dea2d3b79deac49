package dev.puna.grammar;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts that fit the schemas of {@link RandomSchema}, made from the schema alone. */
final class RandomInstance {
  private final Map<?, ?> root;
  private final Random random;
  private int budget = 40;

  RandomInstance(Map<?, ?> root, Random random) {
    this.root = root;
    this.random = random;
  }

  String next() {
    return text(root);
  }

  private String text(Object schema) {
    budget--;
    Map<?, ?> keywords = (Map<?, ?>) schema;
    if (keywords.get("$ref") instanceof String reference) {
      return text(
          value((Map<?, ?>) value(root, "$defs"), reference.substring("#/$defs/".length())));
    }
    if (keywords.get("anyOf") instanceof List<?> options) {
      return text(options.get(random.nextInt(options.size())));
    }
    if (keywords.get("enum") instanceof List<?> values) {
      return json(values.get(random.nextInt(values.size())));
    }
    if (keywords.get("allOf") instanceof List<?> parts) {
      List<String> members = new ArrayList<>();
      parts.forEach(part -> addMembers((Map<?, ?>) part, members));
      return "{" + String.join(",", members) + "}";
    }
    Object type = keywords.get("type");
    if (type instanceof List<?> types) {
      type = types.get(random.nextInt(types.size()));
    }
    return switch (String.valueOf(type)) {
      case "null" -> "null";
      case "boolean" -> random.nextBoolean() ? "true" : "false";
      case "integer" -> Long.toString(within(keywords));
      case "number" -> {
        long whole = within(keywords);
        boolean isFree = keywords.size() == 1;
        yield isFree && random.nextBoolean()
            ? whole + ".50e-1"
            : whole + (random.nextBoolean() ? ".0" : "");
      }
      case "string" -> json(string(keywords));
      case "array" -> array(keywords);
      default -> {
        List<String> members = new ArrayList<>();
        addMembers(keywords, members);
        yield "{" + String.join(", ", members) + "}";
      }
    };
  }

  private long within(Map<?, ?> keywords) {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    if (keywords.get("minimum") instanceof Integer bound) {
      least = bound;
    }
    if (keywords.get("exclusiveMinimum") instanceof Integer bound) {
      least = bound + 1L;
    }
    if (keywords.get("maximum") instanceof Integer bound) {
      most = bound;
    }
    if (keywords.get("exclusiveMaximum") instanceof Integer bound) {
      most = bound - 1L;
    }
    return least == Long.MIN_VALUE && most == Long.MAX_VALUE
        ? random.nextInt(-50, 50)
        : random.nextLong(
            least == Long.MIN_VALUE ? most - 30 : least,
            (most == Long.MAX_VALUE ? least + 30 : most) + 1);
  }

  private String string(Map<?, ?> keywords) {
    if (keywords.get("pattern") instanceof String pattern) {
      return pattern.startsWith("^")
          ? List.of("z", "\n\"\\", "A-", "\u000112", "😀z9").get(random.nextInt(5))
          : List.of("zx", "\n0\"\\", "x-", "12", "😀z9x").get(random.nextInt(5));
    }
    if (keywords.containsKey("format")) {
      return List.of("2024-02-29", "1999-12-31", "0001-01-01").get(random.nextInt(3));
    }
    int least = keywords.get("minLength") instanceof Integer count ? count : 0;
    int most = keywords.get("maxLength") instanceof Integer count ? count : least + 5;
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(least, most + 1); length > 0; length--) {
      text.appendCodePoint(List.of(0x1F600, 0xE9, 10, 34, 92, 47, 97, 127).get(random.nextInt(8)));
    }
    return text.toString();
  }

  private String array(Map<?, ?> keywords) {
    List<String> elements = new ArrayList<>();
    if (keywords.get("prefixItems") instanceof List<?> prefix) {
      prefix.forEach(schema -> elements.add(text(schema)));
    } else {
      int least = keywords.get("minItems") instanceof Integer count ? count : 0;
      int most = keywords.get("maxItems") instanceof Integer count ? count : least + 2;
      for (int i = budget < 0 ? least : random.nextInt(least, most + 1); i > 0; i--) {
        elements.add(text(value(keywords, "items")));
      }
    }
    return "[" + String.join(", ", elements) + "]";
  }

  private void addMembers(Map<?, ?> keywords, List<String> members) {
    List<?> required = keywords.get("required") instanceof List<?> names ? names : List.of();
    ((Map<?, ?>) value(keywords, "properties"))
        .forEach(
            (name, schema) -> {
              if (required.contains(name) || budget > 0 && random.nextBoolean()) {
                members.add(json(name) + ":" + text(schema));
              }
            });
    if (keywords.get("additionalProperties") instanceof Map<?, ?> schema && random.nextBoolean()) {
      // Names that patterns are about have one spelling.
      boolean isFree =
          !keywords.containsKey("patternProperties") && !keywords.containsKey("propertyNames");
      String letter = isFree ? "\\u0065" : "e";
      members.add("\"not" + letter + "d \\u0001\" :\n" + text(schema));
    }
    if (keywords.get("patternProperties") instanceof Map<?, ?> patterns && random.nextBoolean()) {
      members.add("\"p\\n1\":" + text(value(patterns, "^p")));
    }
  }

  private static Object value(Map<?, ?> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new AssertionError(name);
    }
    return value;
  }

  private static String json(Object value) {
    try {
      return JSON.std.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
