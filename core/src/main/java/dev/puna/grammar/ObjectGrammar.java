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
 * the first that is there, and there may have to be so many: so how to go on from a property
 * depends on how many members are before it.
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
    ObjectConstraints members = new ObjectConstraints(constraints);
    Map<String, List<Schema>> schemas = members.properties();
    Set<String> required = new HashSet<>();
    for (Schema keyword : constraints.all("required")) {
      for (Schema name : keyword.elements()) {
        required.add(name.text());
        if (members.isClosed() && schemas.getOrDefault(name.text(), List.of()).isEmpty()) {
          throw name.error("\"" + name.text() + "\" is not among the properties");
        }
      }
    }
    OtherMembers others = new OtherMembers(rules, rule, value, members);
    List<Property> properties = new ArrayList<>();
    schemas.forEach(
        (name, values) -> {
          GrammarNode member =
              others.mayBeNamed(name)
                  ? rules.member(rules.token(JsonWriter.quoted(name)), value.apply(values))
                  : Nodes.NONE;
          properties.add(new Property(member, required.contains(name)));
        });
    int least = constraints.largest("minProperties", 0);
    int most = constraints.smallest("maxProperties", -1);
    return Nodes.sequence(
        rules.token("{"),
        members(properties, others.member(schemas.keySet()), least, most),
        rules.token("}"));
  }

  /**
   * All members.
   *
   * @param least how many there are at least, those without a name among them
   * @param most how many there are at most; -1 for any number
   */
  private GrammarNode members(List<Property> properties, GrammarNode other, int least, int most) {
    // Beyond so many members it makes no difference how many there are.
    int counted = most < 0 ? Math.max(1, least) : most;
    List<GrammarNode> next = new ArrayList<>();
    for (int count = 0; count <= Math.min(properties.size(), counted); count++) {
      next.add(others(other, count, Math.max(0, least - count), most < 0 ? -1 : most - count));
    }
    // From the last property to the first: what may come from there on after so many members.
    for (int i = properties.size() - 1; i >= 0; i--) {
      Property property = properties.get(i);
      List<GrammarNode> here = new ArrayList<>();
      for (int count = 0; count <= Math.min(i, counted); count++) {
        boolean isFull = count == most;
        GrammarNode member =
            isFull
                ? Nodes.NONE
                : Nodes.sequence(
                    count == 0 ? Nodes.EMPTY : rules.token(","),
                    property.member,
                    next.get(Math.min(count + 1, counted)));
        String name = "from property " + i + " after " + count + " of " + rule;
        rules.put(name, property.isRequired ? member : Nodes.choice(member, next.get(count)));
        here.add(new Reference(name));
      }
      next = here;
    }
    return next.getFirst();
  }

  /** Members without a name after {@code count} others. */
  private GrammarNode others(GrammarNode other, int count, int least, int most) {
    if (most >= 0 && most < least) {
      return Nodes.NONE;
    }
    if (count > 0) {
      return Nodes.repeat(Nodes.sequence(rules.token(","), other), least, most);
    }
    GrammarNode some = most == 0 ? Nodes.NONE : rules.list(other, Math.max(1, least), most);
    return least == 0 ? Nodes.optional(some) : some;
  }
}
