package dev.puna.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several schemas say about the members of an object. Of each schema the values of {@code
 * properties} and {@code patternProperties} hold for the names that they have or match, and that of
 * {@code additionalProperties} for all others.
 */
final class ObjectConstraints {
  /**
   * A pattern of names.
   *
   * @param owner the schema that has it
   * @param value what holds for the values of members whose names match
   */
  record NamePattern(Schema owner, Schema value, CharacterDfa names) {}

  private final SchemaConstraints constraints;
  private final List<NamePattern> patterns = new ArrayList<>();

  ObjectConstraints(SchemaConstraints constraints) {
    this.constraints = constraints;
    for (Schema owner : constraints.schemas()) {
      Schema keyword = owner.member("patternProperties");
      if (keyword != null) {
        for (String regex : keyword.members().keySet()) {
          Schema value = keyword.keyword(regex);
          CharacterDfa names =
              value.taken(() -> Determinizer.of(RegexGrammar.search(regex), effort()));
          patterns.add(new NamePattern(owner, value, names));
        }
      }
    }
  }

  /** What may be done for the whole schema. */
  Effort effort() {
    return constraints.effort();
  }

  /** What holds for all names. */
  List<Schema> nameSchemas() {
    return constraints.all("propertyNames");
  }

  /** All patterns of names. */
  List<NamePattern> patterns() {
    return patterns;
  }

  /** Whether there may be no members but those that schemas name or have a pattern for. */
  boolean isClosed() {
    return constraints.has("properties") && !constraints.has("additionalProperties");
  }

  /**
   * The schemas of each property, in the order of the schemas and of their properties.
   *
   * @return what must hold for each property's value
   */
  Map<String, List<Schema>> properties() {
    Map<String, List<Schema>> properties = new LinkedHashMap<>();
    for (Schema keyword : constraints.all("properties")) {
      keyword.members().keySet().forEach(name -> properties.put(name, List.of()));
    }
    for (Schema keyword : constraints.all("required")) {
      for (Schema name : keyword.elements()) {
        properties.put(name.text(), List.of());
      }
    }
    properties.replaceAll((name, none) -> values(name, matching(name)));
    return properties;
  }

  private List<NamePattern> matching(String name) {
    return patterns.stream().filter(pattern -> pattern.names.accepts(name)).toList();
  }

  /** What must hold for the values of members whose names match some patterns, and no others. */
  List<Schema> others(Collection<NamePattern> matching) {
    return values(null, matching);
  }

  private List<Schema> values(@Nullable String name, Collection<NamePattern> matching) {
    List<Schema> values = new ArrayList<>();
    for (Schema schema : constraints.schemas()) {
      List<Schema> own = new ArrayList<>();
      Schema named = schema.member("properties");
      Schema value = named == null || name == null ? null : named.member(name);
      if (value != null) {
        own.add(value);
      }
      for (NamePattern pattern : matching) {
        if (pattern.owner.equals(schema)) {
          own.add(pattern.value);
        }
      }
      Schema additional = schema.member("additionalProperties");
      if (own.isEmpty() && additional != null) {
        own.add(additional);
      }
      values.addAll(own);
    }
    return values;
  }
}
