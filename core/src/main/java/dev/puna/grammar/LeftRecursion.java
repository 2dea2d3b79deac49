package dev.puna.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that come back to themselves before any character is read: parsing from left to right
 * would never get further.
 */
final class LeftRecursion {
  private final Map<String, GrammarNode> rules;
  private final NodeFacts nullable;

  private LeftRecursion(Map<String, GrammarNode> rules) {
    this.rules = rules;
    nullable = NodeFacts.nullable(rules);
  }

  /** The name of a rule that is left recursive, or null. */
  static @Nullable String find(Map<String, GrammarNode> rules) {
    return new LeftRecursion(rules).find();
  }

  static String message(String rule) {
    return "rule "
        + rule
        + " is left recursive: it comes back to itself before any character; write repetitions"
        + " with * or with the recursion at the end";
  }

  /** Depth-first, without recursion: chains of rules may be long. */
  private @Nullable String find() {
    // False while a rule is being looked into, true when it is done.
    Map<String, Boolean> done = new HashMap<>();
    Deque<String> path = new ArrayDeque<>();
    Deque<Iterator<String>> open = new ArrayDeque<>();
    for (String start : rules.keySet()) {
      if (done.putIfAbsent(start, false) != null) {
        continue;
      }
      path.push(start);
      open.push(first(start));
      while (!path.isEmpty()) {
        Iterator<String> rest = open.element();
        if (!rest.hasNext()) {
          open.pop();
          done.put(path.pop(), true);
          continue;
        }
        String next = rest.next();
        Boolean state = done.putIfAbsent(next, false);
        if (state == null) {
          path.push(next);
          open.push(first(next));
        } else if (!state) {
          return next;
        }
      }
    }
    return null;
  }

  /** The rules that a rule may begin with. */
  private Iterator<String> first(String rule) {
    Set<String> found = new LinkedHashSet<>();
    GrammarNode body = rules.get(rule);
    if (body != null) {
      collect(body, found);
    }
    return found.iterator();
  }

  private void collect(GrammarNode node, Set<String> found) {
    switch (node) {
      case GrammarNode.Sequence sequence -> {
        for (GrammarNode part : sequence.parts()) {
          collect(part, found);
          if (!nullable.holds(part)) {
            return;
          }
        }
      }
      case GrammarNode.Choice choice -> choice.options().forEach(o -> collect(o, found));
      case GrammarNode.Repeat repeat -> {
        if (repeat.most() != 0) {
          collect(repeat.body(), found);
        }
      }
      case GrammarNode.Reference reference -> found.add(reference.rule());
      case GrammarNode.Literal literal -> {}
      case GrammarNode.CharClass characters -> {}
      case GrammarNode.Token token -> {}
    }
  }
}
