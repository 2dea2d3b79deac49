package dev.puna.grammar;

import java.util.Map;

/**
 * A grammar as it was written.
 *
 * @param rules by name, in their order
 * @param root the rule that the whole text must fit
 */
record GrammarRules(Map<String, GrammarNode> rules, String root) {}
