package dev.puna.grammar;

import java.util.Map;

/**
 * A grammar as it was written.
 *
 * @param rules by name, in their order
 * @param root the rule that the whole text must fit
 * @param alike by name of a rule, another one that up to {@link Automaton#HORIZON} bytes can not
 *     tell from it: a call of either with which a rule ends may be taken for the other
 */
record GrammarRules(Map<String, GrammarNode> rules, String root, Map<String, String> alike) {
  GrammarRules(Map<String, GrammarNode> rules, String root) {
    this(rules, root, Map.of());
  }
}
