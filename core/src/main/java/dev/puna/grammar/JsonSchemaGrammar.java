package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.Reference;
import dev.puna.json.JsonException;
import dev.puna.json.JsonReader;
import dev.puna.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Grammars for JSON that a schema describes. Each text that fits is valid; beyond what the schema
 * says it
 *
 * <ul>
 *   <li>has its properties in the order of the schema, and other ones, which {@code
 *       additionalProperties} must allow where there are {@code properties}, after them;
 *   <li>has as many elements as {@code prefixItems}, where {@code minItems}, {@code maxItems} and
 *       {@code items} do not say otherwise;
 *   <li>has bounded space and numbers, and no exponents in integers and numbers with bounds.
 * </ul>
 *
 * <p>What a grammar can not force is refused, except that a name may occur twice among the other
 * properties, and that a value may fit several options of {@code oneOf}.
 */
final class JsonSchemaGrammar {
  private record Task(String rule, Set<Schema> schemas) {}

  private final JsonRules rules = new JsonRules();
  private final SchemaAlternatives alternatives;

  /** The rules still to be made; a schema may have long chains of them. */
  private final Deque<Task> tasks = new ArrayDeque<>();

  private JsonSchemaGrammar(Schema root) {
    alternatives = new SchemaAlternatives(root);
  }

  /**
   * The rules for a schema.
   *
   * @throws GrammarException if it is malformed, with line and column; if a grammar can not have
   *     what it asks for, with the place as a JSON pointer
   */
  static GrammarRules rules(String schema) {
    Schema root = Schema.root(read(schema));
    return new JsonSchemaGrammar(root).compile(root);
  }

  private static JsonValue read(String schema) {
    try {
      return JsonReader.read(schema);
    } catch (JsonException e) {
      throw new GrammarException(e.place(), e.reason());
    }
  }

  private GrammarRules compile(Schema root) {
    rules.put(Grammar.ROOT, value(List.of(root)));
    while (!tasks.isEmpty()) {
      Task task = tasks.remove();
      rules.put(task.rule, alternative(task.rule, new SchemaConstraints(task.schemas)));
    }
    GrammarRules all = rules.rules(Grammar.ROOT);
    GrammarNode text = Objects.requireNonNull(all.rules().get(Grammar.ROOT));
    if (!NodeFacts.productive(all.rules()).holds(text)) {
      throw root.error("no text fits: keywords exclude one another, or the schema never ends");
    }
    return all;
  }

  /** What fits all of some schemas, with the space after it. */
  private GrammarNode value(Collection<Schema> schemas) {
    List<GrammarNode> options = new ArrayList<>();
    for (Set<Schema> alternative : alternatives.of(schemas)) {
      options.add(reference(alternative));
    }
    if (options.size() < 2) {
      return Nodes.choice(options);
    }
    String name = "one of " + SchemaAlternatives.name(schemas);
    if (!rules.has(name)) {
      rules.put(name, Nodes.choice(options));
    }
    return new Reference(name);
  }

  private GrammarNode reference(Set<Schema> alternative) {
    if (alternative.isEmpty()) {
      return rules.value();
    }
    String name = SchemaAlternatives.name(alternative);
    if (!rules.has(name)) {
      rules.put(name, Nodes.NONE); // so that it is made once
      tasks.add(new Task(name, alternative));
    }
    return new Reference(name);
  }

  private GrammarNode alternative(String rule, SchemaConstraints constraints) {
    Set<JsonType> types = constraints.types();
    List<JsonValue> values = constraints.values();
    if (values != null) {
      return constants(constraints, values, types);
    }
    List<GrammarNode> options = new ArrayList<>();
    for (JsonType type : types) {
      switch (type) {
        case OBJECT -> options.add(object(rule, constraints));
        case ARRAY -> options.add(array(rule, constraints));
        case STRING -> options.add(string(constraints));
        case NUMBER -> options.add(number(constraints));
        case INTEGER -> {
          if (!types.contains(JsonType.NUMBER)) {
            options.add(integer(constraints));
          }
        }
        case BOOLEAN -> options.add(rules.bool());
        case NULL -> options.add(rules.nothing());
      }
    }
    return Nodes.choice(options);
  }

  private GrammarNode constants(
      SchemaConstraints constraints, List<JsonValue> values, Set<JsonType> types) {
    for (JsonType type : JsonType.values()) {
      for (Schema keyword : constraints.about(type)) {
        throw keyword.error(
            "\"" + keyword.name() + "\" beside enum or const is not supported; leave it out");
      }
    }
    return rules.constants(
        values.stream().filter(value -> types.contains(JsonType.of(value))).toList());
  }

  private GrammarNode object(String rule, SchemaConstraints constraints) {
    return constraints.about(JsonType.OBJECT).isEmpty()
        ? rules.object()
        : new ObjectGrammar(rules, rule, this::value).object(constraints);
  }

  private GrammarNode array(String rule, SchemaConstraints constraints) {
    return constraints.about(JsonType.ARRAY).isEmpty()
        ? rules.array()
        : new ArrayGrammar(rules, rule, this::value).array(constraints);
  }

  private GrammarNode string(SchemaConstraints constraints) {
    List<Schema> keywords = constraints.about(JsonType.STRING);
    if (keywords.isEmpty()) {
      return rules.string();
    }
    Schema pattern = constraints.only("pattern");
    Schema format = constraints.only("format");
    Schema content = pattern == null ? format : pattern;
    if (content == null) {
      int least = constraints.largest("minLength", 0);
      int most = constraints.smallest("maxLength", -1);
      return most >= 0 && most < least
          ? Nodes.NONE
          : rules.string(Nodes.repeat(rules.character(), least, most));
    }
    for (Schema keyword : keywords) {
      if (!keyword.value().equals(content.value())) {
        throw keyword.error(
            "\""
                + keyword.name()
                + "\" beside \""
                + content.name()
                + "\" is not supported; keep one of them");
      }
    }
    return rules.string(
        JsonStrings.escaped(pattern == null ? StringFormat.read(content) : matching(content)));
  }

  private static GrammarNode matching(Schema pattern) {
    try {
      return RegexGrammar.search(pattern.text());
    } catch (GrammarException e) {
      throw pattern.error(String.valueOf(e.getMessage()));
    }
  }

  private GrammarNode number(SchemaConstraints constraints) {
    NumberRange.Bound least = constraints.least();
    NumberRange.Bound most = constraints.most();
    return least == null && most == null
        ? rules.number()
        : Nodes.sequence(NumberRange.decimals(least, most), rules.space());
  }

  private GrammarNode integer(SchemaConstraints constraints) {
    NumberRange.Bound least = constraints.least();
    NumberRange.Bound most = constraints.most();
    return least == null && most == null
        ? rules.integer()
        : Nodes.sequence(NumberRange.integers(least, most), rules.space());
  }
}
