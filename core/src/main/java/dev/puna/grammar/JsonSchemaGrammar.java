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
import java.util.function.Predicate;

/**
 * Grammars for JSON that a schema describes. Each text that fits is valid; beyond what the schema
 * says it
 *
 * <ul>
 *   <li>has its properties in the order of the schema, and other ones, which {@code
 *       additionalProperties} or {@code patternProperties} must allow where there are {@code
 *       properties}, after them;
 *   <li>has as many elements as {@code prefixItems}, where {@code minItems}, {@code maxItems} and
 *       {@code items} do not say otherwise;
 *   <li>has bounded space and numbers, and no exponents in integers and numbers with bounds.
 * </ul>
 *
 * <p>What several keywords say about a string, a number or a name together is an automaton, whose
 * states become rules. What a grammar can not force is refused, except that a name may occur twice
 * among the other properties, and counts twice then, and that a value may fit several options of
 * {@code oneOf}.
 */
final class JsonSchemaGrammar {
  private record Task(String rule, Set<Schema> schemas) {}

  private final JsonRules rules = new JsonRules();
  private final SchemaAlternatives alternatives;
  private final Effort effort = new Effort();

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
      rules.put(task.rule, alternative(task.rule, new SchemaConstraints(task.schemas, effort)));
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
        case STRING -> options.add(new StringGrammar(constraints).string(rules, rule));
        case NUMBER -> options.add(new NumberGrammar(constraints).number(rules, rule));
        case INTEGER -> {
          if (!types.contains(JsonType.NUMBER)) {
            options.add(new NumberGrammar(constraints).integer(rules, rule));
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
    Predicate<String> strings = new StringGrammar(constraints).fits();
    NumberGrammar numbers = new NumberGrammar(constraints);
    List<JsonValue> fitting = new ArrayList<>();
    for (JsonValue value : values) {
      boolean fits =
          switch (value) {
            case JsonValue.Constant constant -> true;
            case JsonValue.Text text -> strings.test(text.value());
            case JsonValue.Decimal number -> numbers.fits(number.value());
            case JsonValue.Array array -> isFree(JsonType.ARRAY, constraints);
            case JsonValue.Members members -> isFree(JsonType.OBJECT, constraints);
          };
      if (fits && types.contains(JsonType.of(value))) {
        fitting.add(value);
      }
    }
    return rules.constants(fitting);
  }

  /** A grammar can not tell whether keywords about objects and arrays hold for a value. */
  private static boolean isFree(JsonType type, SchemaConstraints constraints) {
    for (Schema keyword : constraints.about(type)) {
      throw keyword.error(
          "\"" + keyword.name() + "\" beside enum or const is not supported; leave it out");
    }
    return true;
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
}
