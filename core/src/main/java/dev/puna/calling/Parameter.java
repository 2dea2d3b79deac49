package dev.puna.calling;

import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import dev.puna.json.JsonValue.Array;
import dev.puna.json.JsonValue.Members;
import dev.puna.json.JsonValue.Text;
import dev.puna.json.JsonWriter;
import dev.puna.tool.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a tool.
 *
 * @param key its name
 * @param required whether each call has it
 * @param kind of its values
 * @param texts the values that it may have, where these are some strings; else empty
 * @param schema of its values alone
 */
public record Parameter(
    String key, boolean required, ArgumentKind kind, List<String> texts, String schema) {
  private static final int MOST_REFERENCES = 16;
  private static final List<String> DEFINITIONS = List.of("$defs", "definitions");

  /** The parameters of a tool, in their order. */
  public static List<Parameter> of(Tool tool) {
    if (!(JsonReader.read(tool.schema()) instanceof Members root)
        || !(resolve(root, root).get("properties") instanceof Members properties)) {
      return List.of();
    }
    JsonValue required = resolve(root, root).get("required");
    List<Parameter> parameters = new ArrayList<>();
    properties
        .values()
        .forEach(
            (key, schema) -> {
              Map<String, JsonValue> keywords =
                  schema instanceof Members members ? resolve(root, members) : Map.of();
              boolean needed =
                  required instanceof Array names && names.elements().contains(new Text(key));
              List<String> texts = texts(keywords);
              ArgumentKind kind = texts.isEmpty() ? kind(root, keywords, 0) : ArgumentKind.STRING;
              parameters.add(new Parameter(key, needed, kind, texts, alone(root, schema)));
            });
    return parameters;
  }

  /** The keywords of a schema, or of that to which it refers. */
  private static Map<String, JsonValue> resolve(Members root, Members schema) {
    Map<String, JsonValue> keywords = schema.values();
    for (int i = 0; i < MOST_REFERENCES && keywords.get("$ref") instanceof Text(String to); i++) {
      JsonValue target = root;
      for (String name : to.replaceFirst("^#/?", "").split("/")) {
        String plain = name.replace("~1", "/").replace("~0", "~");
        target = target instanceof Members members ? members.values().get(plain) : null;
      }
      if (!(target instanceof Members found)) {
        break;
      }
      keywords = found.values();
    }
    return keywords;
  }

  /** The strings that a schema lists; empty if it lists none, or other values too. */
  private static List<String> texts(Map<String, JsonValue> keywords) {
    List<JsonValue> values = new ArrayList<>();
    if (keywords.get("enum") instanceof Array(List<JsonValue> elements)) {
      values.addAll(elements);
    } else if (keywords.get("const") instanceof Text text) {
      values.add(text);
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue value : values) {
      if (value instanceof Text(String text)) {
        texts.add(text);
      }
    }
    return texts.size() == values.size() ? texts : List.of();
  }

  private static ArgumentKind kind(Members root, Map<String, JsonValue> keywords, int depth) {
    JsonValue type = keywords.get("type");
    if (type instanceof Text(String name)) {
      return kind(name);
    }
    if (type instanceof Array(List<JsonValue> names)) {
      return names.contains(new Text("string"))
          ? ArgumentKind.STRING
          : names.getFirst() instanceof Text(String name) ? kind(name) : ArgumentKind.OBJECT;
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (depth < MOST_REFERENCES
          && keywords.get(keyword) instanceof Array(List<JsonValue> options)) {
        List<ArgumentKind> kinds = new ArrayList<>();
        for (JsonValue option : options) {
          kinds.add(
              option instanceof Members members
                  ? kind(root, resolve(root, members), depth + 1)
                  : ArgumentKind.OBJECT);
        }
        return kinds.contains(ArgumentKind.STRING) ? ArgumentKind.STRING : kinds.getFirst();
      }
    }
    return ArgumentKind.OBJECT;
  }

  private static ArgumentKind kind(String type) {
    return switch (type) {
      case "string" -> ArgumentKind.STRING;
      case "number", "integer" -> ArgumentKind.NUMBER;
      case "boolean" -> ArgumentKind.BOOLEAN;
      case "array" -> ArgumentKind.ARRAY;
      default -> ArgumentKind.OBJECT;
    };
  }

  /** A schema with the definitions of the whole. */
  private static String alone(Members root, JsonValue schema) {
    if (!(schema instanceof Members members)) {
      return JsonWriter.write(schema);
    }
    Map<String, JsonValue> keywords = new LinkedHashMap<>(members.values());
    for (String name : DEFINITIONS) {
      @Nullable JsonValue definitions = root.values().get(name);
      if (definitions != null) {
        keywords.putIfAbsent(name, definitions);
      }
    }
    return JsonWriter.write(new Members(keywords));
  }
}
