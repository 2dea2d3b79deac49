package dev.puna.grammar;

import dev.puna.grammar.GrammarNode.Reference;
import java.util.Collection;
import java.util.function.Function;

/** Arrays: elements with schemas of their own, then any number of others. */
final class ArrayGrammar {
  private final JsonRules rules;
  private final String rule;
  private final Function<Collection<Schema>, GrammarNode> value;

  /**
   * @param rule what the names of rules end with
   * @param value gives what fits all of some schemas
   */
  ArrayGrammar(JsonRules rules, String rule, Function<Collection<Schema>, GrammarNode> value) {
    this.rules = rules;
    this.rule = rule;
    this.value = value;
  }

  GrammarNode array(SchemaConstraints constraints) {
    int tuple = constraints.tupleLength();
    boolean isTuple = tuple > 0 && !constraints.hasRest();
    GrammarNode other = isTuple ? Nodes.NONE : value.apply(constraints.element(tuple));
    int least = constraints.largest("minItems", tuple);
    int most = constraints.smallest("maxItems", -1);
    if (isTuple || Nodes.isNone(other)) {
      most = most < 0 ? tuple : Math.min(most, tuple);
    }
    if (most >= 0 && most < least && !constraints.has("minItems")) {
      least = most;
    }
    if (most >= 0 && most < least) {
      return Nodes.NONE;
    }
    return Nodes.sequence(
        rules.token("["), elements(constraints, other, least, most), rules.token("]"));
  }

  /** From the last to the first, each in a rule with all that follow it. */
  private GrammarNode elements(
      SchemaConstraints constraints, GrammarNode other, int least, int most) {
    int own = constraints.tupleLength();
    if (most >= 0) {
      own = Math.min(own, most);
    }
    GrammarNode rest = Nodes.EMPTY;
    if (most < 0 || most > own) {
      int leastOthers = Math.max(0, least - own);
      int mostOthers = most < 0 ? -1 : most - own;
      rest =
          own > 0
              ? Nodes.repeat(Nodes.sequence(rules.token(","), other), leastOthers, mostOthers)
              : rules.list(other, Math.max(1, leastOthers), mostOthers);
      if (own == 0 && leastOthers == 0) {
        rest = Nodes.optional(rest);
      }
    }
    for (int i = own - 1; i >= 0; i--) {
      GrammarNode element =
          Nodes.sequence(
              i == 0 ? Nodes.EMPTY : rules.token(","), value.apply(constraints.element(i)), rest);
      String name = "from " + i + " of " + rule;
      rules.put(name, i < least ? element : Nodes.optional(element));
      rest = new Reference(name);
    }
    return rest;
  }
}
