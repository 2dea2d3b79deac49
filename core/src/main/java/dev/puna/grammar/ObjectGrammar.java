package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.Reference;
import dev.puna.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Objects with some properties, in their order, and others after them. A comma is before all but
 * the first that is there, so there are two ways to go on from each property: with and without one
 * before it.
 */
final class ObjectGrammar {
  private record Property(GrammarNode member, boolean isRequired) {}

  private final JsonRules rules;
  private final String rule;
  private final Function<Collection<Schema>, GrammarNode> value;

  /**
   * @param rule what the names of rules end with
   * @param value gives what fits all of some schemas
   */
  ObjectGrammar(JsonRules rules, String rule, Function<Collection<Schema>, GrammarNode> value) {
    this.rules = rules;
    this.rule = rule;
    this.value = value;
  }

  GrammarNode object(SchemaConstraints constraints) {
    Map<String, List<Schema>> schemas = constraints.properties();
    boolean isClosed = constraints.has("properties") && !constraints.has("additionalProperties");
    Set<String> required = new HashSet<>();
    for (Schema keyword : constraints.all("required")) {
      for (Schema name : keyword.elements()) {
        required.add(name.text());
        if (isClosed && schemas.getOrDefault(name.text(), List.of()).isEmpty()) {
          throw name.error("\"" + name.text() + "\" is not among the properties");
        }
      }
    }
    List<Property> properties = new ArrayList<>();
    schemas.forEach(
        (name, values) ->
            properties.add(
                new Property(
                    rules.member(rules.token(JsonWriter.quoted(name)), value.apply(values)),
                    required.contains(name))));
    GrammarNode other =
        isClosed
            ? Nodes.NONE
            : rules.member(
                otherName(schemas.keySet()), value.apply(constraints.all("additionalProperties")));
    return Nodes.sequence(rules.token("{"), first(properties, other), rules.token("}"));
  }

  private GrammarNode otherName(Set<String> names) {
    return names.isEmpty()
        ? rules.string()
        : rules.string(OtherStrings.rule(names, rules, "other names of " + rule));
  }

  /** All members, where the first that is there has no comma before it. */
  private GrammarNode first(List<Property> properties, GrammarNode other) {
    GrammarNode comma = rules.token(",");
    GrammarNode others = Nodes.repeat(Nodes.sequence(comma, other), 0, -1);
    GrammarNode first = Nodes.optional(Nodes.sequence(other, others));
    GrammarNode next = others;
    // From the last to the first: what may come once there is a member, and while there is none.
    for (int i = properties.size() - 1; i >= 0; i--) {
      Property property = properties.get(i);
      GrammarNode here = Nodes.sequence(property.member, next);
      first = named("first " + i, property.isRequired ? here : Nodes.choice(here, first));
      GrammarNode following = Nodes.sequence(comma, property.member);
      next =
          named(
              "next " + i,
              Nodes.sequence(property.isRequired ? following : Nodes.optional(following), next));
    }
    return first;
  }

  /** A rule, so that nodes are not nested as deep as there are properties. */
  private GrammarNode named(String prefix, GrammarNode node) {
    String name = prefix + " of " + rule;
    rules.put(name, node);
    return new Reference(name);
  }
}
