package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A grammar and its rules, which the naive matcher understands too. */
record TestGrammar(GrammarRules rules, Grammar grammar) {
  static TestGrammar of(GrammarRules rules) {
    return new TestGrammar(rules, Grammar.of(rules));
  }

  static TestGrammar ofSchema(String schema) {
    return of(JsonSchemaGrammar.rules(schema));
  }

  /** Whether both find that a text fits. */
  boolean accepts(String text) {
    boolean fits = NaiveMatcher.accepts(rules, text);
    assertEquals(fits, grammar.accepts(text), text);
    return fits;
  }
}
