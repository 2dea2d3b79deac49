package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random grammars against a matcher that tries everything. */
class RandomGrammarTest {

  @Test
  void acceptWhatTheNaiveMatcherAccepts() {
    Random random = new Random(1);
    int compiled = 0;
    int accepted = 0;
    for (int i = 0; i < 1_500; i++) {
      GrammarRules rules = RandomGrammar.rules(random);
      if (LeftRecursion.find(rules.rules()) != null) {
        continue;
      }
      Grammar grammar;
      try {
        grammar = Grammar.gbnf(RandomGrammar.gbnf(rules));
      } catch (GrammarException never) {
        assertTrue(never.toString().contains("never ends"), never.toString());
        for (int n = 0; n < 30; n++) {
          assertFalse(NaiveMatcher.accepts(rules, RandomGrammar.text(random, 6)));
        }
        continue;
      }
      compiled++;
      for (int n = 0; n < 40; n++) {
        String text = RandomGrammar.text(random, 7);
        boolean expected = NaiveMatcher.accepts(rules, text);
        accepted += expected ? 1 : 0;
        assertEquals(
            expected, grammar.accepts(text), () -> text + "\n" + RandomGrammar.gbnf(rules));
        if (expected) {
          assertEquals(text.length(), grammar.acceptedPrefix(text));
        }
      }
    }
    assertTrue(compiled > 300 && accepted > 1_000, compiled + " compiled, " + accepted + " fit");
  }

  @Test
  void everyStateCanStillEnd() {
    Random random = new Random(2);
    int states = 0;
    for (int i = 0; i < 600; i++) {
      GrammarRules rules = RandomGrammar.rules(random);
      ParseStates parse;
      try {
        parse = Grammar.of(rules).states();
      } catch (GrammarException refused) {
        continue;
      }
      ParseState state = parse.start();
      for (int n = 0; n < 12; n++) {
        assertTrue(canEnd(parse, state), RandomGrammar.gbnf(rules));
        states++;
        int byteClass = random.nextInt(parse.automaton().classes());
        ParseState next = parse.next(state, (byte) parse.automaton().representative(byteClass));
        state = next == ParseState.DEAD ? state : next;
      }
    }
    assertTrue(states > 2_000, states + " states");
  }

  /** Breadth first; the grammars are small, so that an end is near. */
  private static boolean canEnd(ParseStates parse, ParseState from) {
    Set<ParseState> seen = new HashSet<>(Set.of(from));
    Deque<ParseState> open = new ArrayDeque<>(Set.of(from));
    while (!open.isEmpty() && seen.size() < 20_000) {
      ParseState state = open.remove();
      if (state.complete) {
        return true;
      }
      for (int byteClass = 0; byteClass < parse.automaton().classes(); byteClass++) {
        ParseState next = parse.next(state, (byte) parse.automaton().representative(byteClass));
        if (next != ParseState.DEAD && seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }
}
