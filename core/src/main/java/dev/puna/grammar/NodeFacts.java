package dev.puna.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A property of nodes that follows from their parts: a sequence has it if all parts do, a choice if
 * one does, a repetition if it may be empty or its body has it, a reference if its rule does. The
 * least solution, in time proportional to the number of nodes.
 */
final class NodeFacts {
  /** Nodes within nodes: all that walk over them recursively are safe with this many. */
  private static final int DEEPEST = 2000;

  private final Predicate<GrammarNode> leaves;
  private final IdentityHashMap<GrammarNode, Fact> nodes = new IdentityHashMap<>();
  private final Map<String, Fact> rules = new HashMap<>();
  private final Deque<Fact> known = new ArrayDeque<>();

  private NodeFacts(Map<String, GrammarNode> rules, Predicate<GrammarNode> leaves) {
    this.leaves = leaves;
    rules.forEach((name, body) -> visit(body, 0).users.add(rule(name)));
    for (String name : this.rules.keySet()) {
      if (!rules.containsKey(name)) {
        throw new GrammarException("rule " + name + " is not defined");
      }
    }
    while (!known.isEmpty()) {
      for (Fact user : known.remove().users) {
        user.settle();
      }
    }
  }

  /** What the empty text fits. */
  static NodeFacts nullable(Map<String, GrammarNode> rules) {
    return new NodeFacts(
        rules, leaf -> leaf instanceof GrammarNode.Literal literal && literal.text().isEmpty());
  }

  /** What any text fits at all: neither empty classes nor rules that only ever go on. */
  static NodeFacts productive(Map<String, GrammarNode> rules) {
    return new NodeFacts(
        rules,
        leaf ->
            switch (leaf) {
              case GrammarNode.Literal literal -> Utf8Ranges.isWellFormed(literal.text());
              case GrammarNode.CharClass characters -> !Utf8Ranges.of(characters).isEmpty();
              case GrammarNode.Token token -> true;
              default -> false;
            });
  }

  /** Whether a node of these rules has the property. */
  boolean holds(GrammarNode node) {
    Fact fact = nodes.get(node);
    return fact != null && fact.missing == 0;
  }

  private Fact rule(String name) {
    return rules.computeIfAbsent(name, key -> new Fact(1));
  }

  private Fact visit(GrammarNode node, int depth) {
    Fact before = nodes.get(node);
    if (before != null) {
      return before;
    }
    if (depth > DEEPEST) {
      throw new GrammarException("the grammar is nested more than " + DEEPEST + " deep");
    }
    Fact fact =
        switch (node) {
          case GrammarNode.Sequence sequence -> new Fact(sequence.parts().size());
          case GrammarNode.Repeat repeat -> new Fact(repeat.least() == 0 ? 0 : 1);
          case GrammarNode.Choice choice -> new Fact(1);
          case GrammarNode.Reference reference -> new Fact(1);
          default -> new Fact(leaves.test(node) ? 0 : 1);
        };
    nodes.put(node, fact);
    switch (node) {
      case GrammarNode.Sequence sequence ->
          sequence.parts().forEach(part -> visit(part, depth + 1).users.add(fact));
      case GrammarNode.Choice choice ->
          choice.options().forEach(option -> visit(option, depth + 1).users.add(fact));
      case GrammarNode.Repeat repeat -> visit(repeat.body(), depth + 1).users.add(fact);
      case GrammarNode.Reference reference -> rule(reference.rule()).users.add(fact);
      default -> {}
    }
    if (fact.missing == 0) {
      known.add(fact);
    }
    return fact;
  }

  private final class Fact {
    final List<Fact> users = new ArrayList<>();

    /** How many parts are still needed. */
    int missing;

    Fact(int missing) {
      this.missing = missing;
    }

    void settle() {
      if (missing > 0 && --missing == 0) {
        known.add(this);
      }
    }
  }
}
