package dev.puna.grammar;

import dev.puna.grammar.ObjectConstraints.NamePattern;
import dev.puna.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object beyond those that have a schema by their name. Where {@code
 * patternProperties} tells them apart by their names, there is one kind of members for each set of
 * patterns that a name may match.
 */
final class OtherMembers {
  /** Kinds of members are up to two to the power of this. */
  private static final int MOST_PATTERNS = 6;

  private static final Set<String> ABOUT_NAMES =
      Set.of("type", "pattern", "format", "minLength", "maxLength", "enum", "const");

  /** Names that match some patterns and no other ones. */
  private record Kind(CharacterDfa names, List<NamePattern> patterns) {}

  private final JsonRules rules;
  private final String rule;
  private final Function<Collection<Schema>, GrammarNode> value;
  private final ObjectConstraints members;

  /** What {@code propertyNames} allows, or null where it is not there. */
  private final @Nullable CharacterDfa names;

  /**
   * @param rule what the names of rules end with
   * @param value gives what fits all of some schemas
   */
  OtherMembers(
      JsonRules rules,
      String rule,
      Function<Collection<Schema>, GrammarNode> value,
      ObjectConstraints members) {
    this.rules = rules;
    this.rule = rule;
    this.value = value;
    this.members = members;
    names = names();
  }

  private @Nullable CharacterDfa names() {
    List<Schema> schemas = new ArrayList<>();
    for (Schema keyword : members.nameSchemas()) {
      if (keyword.value() instanceof JsonValue.Constant constant) {
        if (constant == JsonValue.Constant.FALSE) {
          return CharacterDfa.none(members.effort());
        }
        continue;
      }
      for (String name : keyword.members().keySet()) {
        Schema part = keyword.keyword(name);
        if (!ABOUT_NAMES.contains(name) && SchemaKeyword.of(part) != SchemaKeyword.ANNOTATION) {
          throw part.error("\"" + name + "\" is not supported for the names of properties");
        }
      }
      schemas.add(keyword);
    }
    return schemas.isEmpty()
        ? null
        : names(new SchemaConstraints(schemas, members.effort()), schemas.getFirst());
  }

  private static CharacterDfa names(SchemaConstraints constraints, Schema place) {
    if (!constraints.types().contains(JsonType.STRING)) {
      return CharacterDfa.none(constraints.effort());
    }
    StringGrammar strings = new StringGrammar(constraints);
    List<JsonValue> values = constraints.values();
    if (values == null) {
      return strings.texts();
    }
    Predicate<String> fits = strings.fits();
    List<String> texts = new ArrayList<>();
    for (JsonValue each : values) {
      if (each instanceof JsonValue.Text text && fits.test(text.value())) {
        texts.add(text.value());
      }
    }
    return place.taken(() -> Determinizer.of(Nodes.anyOf(texts), constraints.effort()));
  }

  /** Whether a property may have a name at all. */
  boolean mayBeNamed(String name) {
    return names == null || names.accepts(name);
  }

  /** A member with another name than some. */
  GrammarNode member(Set<String> named) {
    List<NamePattern> patterns = members.patterns();
    if (patterns.isEmpty() && names == null) {
      return member(() -> otherName(named), List.of());
    }
    if (patterns.size() > MOST_PATTERNS) {
      throw patterns
          .get(MOST_PATTERNS)
          .value()
          .error("more than " + MOST_PATTERNS + " patterns of names are not supported together");
    }
    Schema place =
        patterns.isEmpty() ? members.nameSchemas().getFirst() : patterns.getFirst().value();
    List<Kind> kinds = List.of(new Kind(place.taken(() -> others(named)), List.of()));
    for (NamePattern pattern : patterns) {
      List<Kind> before = kinds;
      kinds = pattern.value().taken(() -> split(before, pattern));
    }
    List<GrammarNode> options = new ArrayList<>();
    for (Kind kind : kinds) {
      String name = "other name " + options.size() + " of " + rule;
      options.add(
          member(
              () -> rules.string(kind.names.rules(rules, name, JsonStrings::escaped)),
              kind.patterns));
    }
    return Nodes.choice(options);
  }

  private CharacterDfa others(Set<String> named) {
    CharacterDfa all = names == null ? CharacterDfa.all(members.effort()) : names;
    return all.minus(Determinizer.of(Nodes.anyOf(List.copyOf(named)), members.effort()));
  }

  /** Tells names that match a pattern from those that do not. */
  private static List<Kind> split(List<Kind> kinds, NamePattern pattern) {
    List<Kind> split = new ArrayList<>();
    for (Kind kind : kinds) {
      List<NamePattern> both = new ArrayList<>(kind.patterns);
      both.add(pattern);
      split.add(new Kind(kind.names.and(pattern.names()), both));
      split.add(new Kind(kind.names.minus(pattern.names()), kind.patterns));
    }
    return split;
  }

  private GrammarNode otherName(Set<String> named) {
    return named.isEmpty()
        ? rules.string()
        : rules.string(OtherStrings.rule(named, rules, "other names of " + rule));
  }

  private GrammarNode member(Supplier<GrammarNode> name, List<NamePattern> patterns) {
    List<Schema> schemas = members.others(patterns);
    return schemas.isEmpty() && members.isClosed()
        ? Nodes.NONE
        : rules.member(name.get(), value.apply(schemas));
  }
}
