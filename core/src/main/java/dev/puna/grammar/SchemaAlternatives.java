package dev.puna.grammar;

import dev.puna.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolves what combines schemas: {@code $ref}, {@code allOf}, {@code anyOf} and {@code oneOf}.
 * What remains is one of several sets of schemas, all of whose other keywords hold together. Values
 * that several options of {@code oneOf} fit are not excluded.
 */
final class SchemaAlternatives {
  private static final int MAX_ALTERNATIVES = 10_000;
  private static final int MAX_DEPTH = 200;
  private static final int MAX_STEPS = 2_000_000;

  private final Schema root;
  private final Map<String, List<Set<Schema>>> known = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private int steps;

  SchemaAlternatives(Schema root) {
    this.root = root;
  }

  /** What fits all of some schemas; without any alternative, nothing does. */
  List<Set<Schema>> of(Collection<Schema> schemas) {
    List<Set<Schema>> alternatives = List.of(Set.of());
    for (Schema schema : schemas) {
      alternatives = both(alternatives, of(schema), schema);
    }
    return alternatives;
  }

  private List<Set<Schema>> of(Schema schema) {
    List<Set<Schema>> before = known.get(schema.pointer());
    if (before != null) {
      return before;
    }
    if (!open.add(schema.pointer())) {
      throw schema.error("this refers to itself without anything between");
    }
    if (open.size() > MAX_DEPTH) {
      throw schema.error("more than " + MAX_DEPTH + " references and combinations lead here");
    }
    List<Set<Schema>> alternatives =
        switch (schema.value()) {
          case JsonValue.Members members -> combined(schema);
          case JsonValue.Constant constant when constant == JsonValue.Constant.TRUE ->
              List.of(Set.of());
          case JsonValue.Constant constant when constant == JsonValue.Constant.FALSE -> List.of();
          default ->
              throw schema.error(
                  "a schema is an object, true or false, not " + schema.value().kind());
        };
    open.remove(schema.pointer());
    known.put(schema.pointer(), alternatives);
    return alternatives;
  }

  /** In the order of the keywords: it becomes that of the properties. */
  private List<Set<Schema>> combined(Schema schema) {
    List<Set<Schema>> alternatives = List.of(Set.of());
    boolean hasOwn = false;
    for (String name : schema.members().keySet()) {
      Schema keyword = schema.keyword(name);
      switch (SchemaKeyword.of(keyword)) {
        case COMBINATION -> alternatives = both(alternatives, combination(name, keyword), keyword);
        case CONSTRAINT -> {
          if (!hasOwn) {
            alternatives = both(alternatives, List.of(Set.of(schema)), keyword);
            hasOwn = true;
          }
        }
        case ANNOTATION -> {}
        case UNSUPPORTED -> throw keyword.error("\"" + name + "\" is not supported");
      }
    }
    return alternatives;
  }

  private List<Set<Schema>> combination(String name, Schema keyword) {
    if (name.equals("$ref")) {
      return of(keyword.resolve(root));
    }
    List<Schema> options = keyword.elements();
    if (options.isEmpty()) {
      throw keyword.error("at least one schema is expected");
    }
    if (name.equals("allOf")) {
      return of(options);
    }
    List<Set<Schema>> alternatives = new ArrayList<>();
    for (Schema option : options) {
      alternatives.addAll(of(option));
      if (alternatives.size() > MAX_ALTERNATIVES) {
        throw tooMany(keyword);
      }
    }
    return distinct(alternatives);
  }

  /** Each of some alternatives with each of others. */
  private List<Set<Schema>> both(List<Set<Schema>> some, List<Set<Schema>> others, Schema place) {
    if ((long) some.size() * others.size() > MAX_ALTERNATIVES) {
      throw tooMany(place);
    }
    if (isAnything(some)) {
      return others;
    }
    List<Set<Schema>> both = new ArrayList<>();
    for (Set<Schema> one : some) {
      for (Set<Schema> other : others) {
        steps += one.size() + other.size();
        if (steps > MAX_STEPS) {
          throw tooMany(place);
        }
        Set<Schema> joined = new LinkedHashSet<>(one);
        joined.addAll(other);
        both.add(joined);
      }
    }
    return distinct(both);
  }

  private static boolean isAnything(List<Set<Schema>> alternatives) {
    return alternatives.size() == 1 && alternatives.getFirst().isEmpty();
  }

  private static List<Set<Schema>> distinct(List<Set<Schema>> alternatives) {
    Map<String, Set<Schema>> byName = new LinkedHashMap<>();
    for (Set<Schema> alternative : alternatives) {
      byName.putIfAbsent(name(alternative), alternative);
    }
    return List.copyOf(byName.values());
  }

  /** Tells sets of schemas apart by their places, in which ~ is always followed by 0 or 1. */
  static String name(Collection<Schema> schemas) {
    StringBuilder name = new StringBuilder();
    for (Schema schema : schemas) {
      name.append(name.isEmpty() ? "" : " ~and ").append(schema.pointer());
    }
    return name.toString();
  }

  private static GrammarException tooMany(Schema place) {
    return place.error(
        "anyOf, oneOf and allOf multiply to too many alternatives; name fewer of them");
  }
}
