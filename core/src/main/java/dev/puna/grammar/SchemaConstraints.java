package dev.puna.grammar;

import dev.puna.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What several schemas say about a value together, but for what combines schemas. */
final class SchemaConstraints {
  private final Collection<Schema> schemas;
  private final Effort effort;
  private @Nullable List<List<Schema>> tuples;

  SchemaConstraints(Collection<Schema> schemas, Effort effort) {
    this.schemas = schemas;
    this.effort = effort;
  }

  Collection<Schema> schemas() {
    return schemas;
  }

  /** What may be done for the whole schema. */
  Effort effort() {
    return effort;
  }

  /**
   * The types that are allowed. Without {@code type} they are those that the keywords are about, or
   * all where there are no such keywords.
   */
  Set<JsonType> types() {
    Set<JsonType> types = EnumSet.allOf(JsonType.class);
    List<Schema> keywords = all("type");
    for (Schema keyword : keywords) {
      types.retainAll(JsonType.read(keyword));
    }
    if (keywords.isEmpty() && !has("enum") && !has("const")) {
      Set<JsonType> meant = EnumSet.copyOf(types);
      meant.removeIf(type -> about(type).isEmpty());
      return meant.isEmpty() ? types : meant;
    }
    return types;
  }

  /** The values of {@code enum} and {@code const}, or null where there is neither. */
  @Nullable List<JsonValue> values() {
    List<JsonValue> values = null;
    for (Schema keyword : all("enum")) {
      List<JsonValue> these = new ArrayList<>();
      keyword.elements().forEach(element -> these.add(element.value()));
      values = common(values, these);
    }
    for (Schema keyword : all("const")) {
      values = common(values, List.of(keyword.value()));
    }
    return values;
  }

  private static List<JsonValue> common(@Nullable List<JsonValue> some, List<JsonValue> others) {
    Set<JsonValue> kept = new LinkedHashSet<>(others);
    if (some != null) {
      kept.retainAll(Set.copyOf(some));
    }
    return List.copyOf(kept);
  }

  /** The keywords that are about a type. */
  List<Schema> about(JsonType type) {
    List<Schema> keywords = new ArrayList<>();
    for (Schema schema : schemas) {
      for (String name : schema.members().keySet()) {
        if (JsonType.of(name) == type) {
          keywords.add(schema.keyword(name));
        }
      }
    }
    return keywords;
  }

  /** Each keyword of this name. */
  List<Schema> all(String name) {
    List<Schema> keywords = new ArrayList<>();
    for (Schema schema : schemas) {
      Schema keyword = schema.member(name);
      if (keyword != null) {
        keywords.add(keyword);
      }
    }
    return keywords;
  }

  boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** The largest of some counts, or the default. */
  int largest(String name, int otherwise) {
    return all(name).stream().mapToInt(Schema::count).max().orElse(otherwise);
  }

  /** The smallest of some counts, or the default. */
  int smallest(String name, int otherwise) {
    return all(name).stream().mapToInt(Schema::count).min().orElse(otherwise);
  }

  /** The lower bound of numbers, or null. */
  NumberRange.@Nullable Bound least() {
    return tightest("minimum", "exclusiveMinimum", 1);
  }

  /** The upper bound of numbers, or null. */
  NumberRange.@Nullable Bound most() {
    return tightest("maximum", "exclusiveMaximum", -1);
  }

  /**
   * The tightest bound.
   *
   * @param sign 1 if the largest is, -1 if the smallest is
   */
  private NumberRange.@Nullable Bound tightest(String inclusive, String exclusive, int sign) {
    NumberRange.Bound tightest = null;
    for (String name : List.of(inclusive, exclusive)) {
      for (Schema keyword : all(name)) {
        BigDecimal value = keyword.number();
        NumberRange.Bound bound = new NumberRange.Bound(value, name.equals(inclusive));
        if (bound.isTooLong()) {
          throw keyword.error("this number has too many digits for a bound");
        }
        int order = 1;
        if (tightest != null) {
          order = sign > 0 ? value.compareTo(tightest.value()) : tightest.value().compareTo(value);
        }
        if (order > 0 || order == 0 && !bound.isWithin()) {
          tightest = bound;
        }
      }
    }
    return tightest;
  }

  /** What must hold for each element from {@code at} on, where schemas say something about it. */
  List<Schema> element(int at) {
    List<Schema> element = new ArrayList<>();
    Iterator<List<Schema>> tuples = tuples().iterator();
    for (Schema schema : schemas) {
      List<Schema> tuple = tuples.next();
      Schema items = rest(schema);
      if (at < tuple.size()) {
        element.add(tuple.get(at));
      } else if (items != null) {
        element.add(items);
      }
    }
    return element;
  }

  /** How many elements have schemas of their own. */
  int tupleLength() {
    return tuples().stream().mapToInt(List::size).max().orElse(0);
  }

  /** The elements that have schemas of their own, of each schema. */
  private List<List<Schema>> tuples() {
    List<List<Schema>> known = tuples;
    if (known == null) {
      known = new ArrayList<>();
      for (Schema schema : schemas) {
        Schema tuple = tuple(schema);
        known.add(tuple == null ? List.of() : tuple.elements());
      }
      tuples = known;
    }
    return known;
  }

  /** Whether schemas say what other elements are like. */
  boolean hasRest() {
    return schemas.stream().anyMatch(schema -> rest(schema) != null);
  }

  /**
   * Before 2020 an array of schemas in {@code items} was what {@code prefixItems} is now, and
   * {@code additionalItems} what {@code items} is.
   */
  private static @Nullable Schema tuple(Schema schema) {
    Schema items = schema.member("items");
    if (items != null && items.value() instanceof JsonValue.Array) {
      if (schema.member("prefixItems") != null) {
        throw items.error("items must be a schema beside prefixItems");
      }
      return items;
    }
    return isForAll(schema.member("prefixItems"), items) ? null : schema.member("prefixItems");
  }

  private static @Nullable Schema rest(Schema schema) {
    Schema items = schema.member("items");
    Schema prefix = schema.member("prefixItems");
    if (items != null && items.value() instanceof JsonValue.Array) {
      return schema.member("additionalItems");
    }
    return isForAll(prefix, items) ? prefix : items;
  }

  /** As llama.cpp has it, one schema in {@code prefixItems} is that of all elements. */
  private static boolean isForAll(@Nullable Schema prefix, @Nullable Schema items) {
    return items == null && prefix != null && prefix.value() instanceof JsonValue.Members;
  }
}
