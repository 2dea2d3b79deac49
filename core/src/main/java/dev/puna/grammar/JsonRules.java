package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.Reference;
import dev.puna.json.JsonValue;
import dev.puna.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The rules of a grammar for JSON as they are made, with those of JSON itself. As in llama.cpp,
 * space may follow every part of a value, and both space and numbers are bounded so that a model
 * can not go on with them for ever.
 */
final class JsonRules {
  /** Digits before and after the point. */
  static final int MAX_DIGITS = 32;

  private static final int MAX_RULES = 200_000;
  private static final int MAX_BLANK_LINES = 2;
  private static final int MAX_INDENTATION = 20;
  private static final int MAX_EXPONENT_DIGITS = 4;

  private final Map<String, GrammarNode> rules = new LinkedHashMap<>();
  private final Map<String, String> alike = new HashMap<>();

  /** Adds a rule. */
  void put(String name, GrammarNode node) {
    rules.put(name, node);
    if (rules.size() > MAX_RULES) {
      throw new GrammarException(
          "the schema is too large: it needs more than %d rules".formatted(MAX_RULES));
    }
  }

  /** Says that two rules look alike: see {@link GrammarRules}. */
  void alike(String name, String other) {
    alike.put(name, other);
  }

  /** Whether there is such a rule. */
  boolean has(String name) {
    return rules.containsKey(name);
  }

  /** All rules so far, of which one is for the whole text. */
  GrammarRules rules(String root) {
    return new GrammarRules(rules, root, alike);
  }

  /** Nothing, a blank, or a few new lines and an indentation. */
  GrammarNode space() {
    return builtIn(
        "space",
        () ->
            Nodes.optional(
                Nodes.choice(
                    Nodes.literal(" "),
                    Nodes.sequence(
                        Nodes.repeat(Nodes.literal("\n"), 1, MAX_BLANK_LINES),
                        Nodes.repeat(Nodes.oneOf(" \t"), 0, MAX_INDENTATION)))));
  }

  /** A text and the space after it. */
  GrammarNode token(String text) {
    return Nodes.sequence(Nodes.literal(text), space());
  }

  /** One character of a string. */
  GrammarNode character() {
    return builtIn("character", JsonStrings::character);
  }

  /** A string with these contents. */
  GrammarNode string(GrammarNode contents) {
    return Nodes.sequence(Nodes.literal("\""), contents, Nodes.literal("\""), space());
  }

  /** Any string. */
  GrammarNode string() {
    return builtIn("string", () -> string(Nodes.repeat(character(), 0, -1)));
  }

  /** Any number. */
  GrammarNode number() {
    return builtIn(
        "number",
        () ->
            Nodes.sequence(
                decimal(),
                Nodes.optional(
                    Nodes.sequence(
                        Nodes.oneOf("eE"),
                        Nodes.optional(Nodes.oneOf("+-")),
                        Nodes.repeat(Nodes.DIGIT, 1, MAX_EXPONENT_DIGITS))),
                space()));
  }

  /** Any integer, without fraction and exponent. */
  GrammarNode integer() {
    return builtIn("integer", () -> Nodes.sequence(wholeNumber(), space()));
  }

  /** The digits of a number without exponent. */
  static GrammarNode decimal() {
    return Nodes.sequence(
        wholeNumber(),
        Nodes.optional(
            Nodes.sequence(Nodes.literal("."), Nodes.repeat(Nodes.DIGIT, 1, MAX_DIGITS))));
  }

  /** The digits of an integer. */
  static GrammarNode wholeNumber() {
    return Nodes.sequence(
        Nodes.optional(Nodes.literal("-")),
        Nodes.choice(
            Nodes.literal("0"),
            Nodes.sequence(Nodes.range('1', '9'), Nodes.repeat(Nodes.DIGIT, 0, MAX_DIGITS - 1))));
  }

  GrammarNode bool() {
    return builtIn(
        "boolean",
        () -> Nodes.sequence(Nodes.choice(Nodes.literal("true"), Nodes.literal("false")), space()));
  }

  GrammarNode nothing() {
    return token("null");
  }

  /** Any object. */
  GrammarNode object() {
    return builtIn(
        "object",
        () ->
            Nodes.sequence(
                token("{"), Nodes.optional(list(member(string(), value()), 1, -1)), token("}")));
  }

  /** Any array. */
  GrammarNode array() {
    return builtIn(
        "array",
        () -> Nodes.sequence(token("["), Nodes.optional(list(value(), 1, -1)), token("]")));
  }

  /** Any value. */
  GrammarNode value() {
    return builtIn(
        "value", () -> Nodes.choice(object(), array(), string(), number(), bool(), nothing()));
  }

  /** A member of an object, and the space after it. */
  GrammarNode member(GrammarNode name, GrammarNode value) {
    return Nodes.sequence(name, token(":"), value);
  }

  /** The same several times with commas between; at least once. */
  GrammarNode list(GrammarNode element, int least, int most) {
    GrammarNode next = Nodes.sequence(token(","), element);
    return Nodes.sequence(
        element, Nodes.repeat(next, Math.max(0, least - 1), most < 0 ? -1 : most - 1));
  }

  /** One of these values, with space where space may be. */
  GrammarNode constants(List<JsonValue> values) {
    List<String> scalars = new ArrayList<>();
    List<GrammarNode> others = new ArrayList<>();
    for (JsonValue value : values) {
      switch (value) {
        case JsonValue.Constant constant -> scalars.add(constant.spelling());
        case JsonValue.Text text -> scalars.add(JsonWriter.quoted(text.value()));
        case JsonValue.Decimal number -> scalars.add(number.spelling());
        case JsonValue.Array array -> others.add(constant(array));
        case JsonValue.Members members -> others.add(constant(members));
      }
    }
    List<GrammarNode> options = new ArrayList<>();
    options.add(Nodes.sequence(Nodes.anyOf(scalars), space()));
    options.addAll(others);
    return Nodes.choice(options);
  }

  private GrammarNode constant(JsonValue.Array array) {
    List<GrammarNode> parts = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      parts.add(token(parts.isEmpty() ? "[" : ","));
      parts.add(constants(List.of(element)));
    }
    return closed(parts, "[", "]");
  }

  private GrammarNode constant(JsonValue.Members members) {
    List<GrammarNode> parts = new ArrayList<>();
    members
        .values()
        .forEach(
            (name, value) -> {
              parts.add(token(parts.isEmpty() ? "{" : ","));
              parts.add(member(token(JsonWriter.quoted(name)), constants(List.of(value))));
            });
    return closed(parts, "{", "}");
  }

  private GrammarNode closed(List<GrammarNode> parts, String opening, String closing) {
    if (parts.isEmpty()) {
      parts.add(token(opening));
    }
    parts.add(token(closing));
    return Nodes.sequence(parts);
  }

  /** What is made once. */
  GrammarNode builtIn(String name, Supplier<GrammarNode> node) {
    if (!rules.containsKey(name)) {
      rules.put(name, Nodes.NONE); // so that a value may contain values
      put(name, node.get());
    }
    return new Reference(name);
  }
}
