package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeterminizerTest {
  private static final List<String> ATOMS = List.of("a", "b", "[^a]", ".", "ab", "[a-b]", "é");

  private final Random random = new Random(1);

  @Test
  void automataAcceptWhatExpressionsMatch() {
    for (int i = 0; i < 300; i++) {
      String one = expression(3);
      String two = expression(2);
      int least = random.nextInt(3);
      int most = random.nextBoolean() ? -1 : random.nextInt(6);
      CharacterDfa automaton = automaton(one);
      CharacterDfa without = automaton.minus(automaton(two));
      CharacterDfa both = automaton.and(automaton(two)).withLength(least, most);
      for (int j = 0; j < 50; j++) {
        String text = text();
        boolean isOne = Pattern.matches(one, text);
        assertEquals(isOne, automaton.accepts(text), () -> one + " and " + text);
        assertEquals(
            isOne && !Pattern.matches(two, text),
            without.accepts(text),
            () -> one + " without " + two + " and " + text);
        boolean isBoth =
            isOne
                && Pattern.matches(two, text)
                && text.length() >= least
                && (most < 0 || text.length() <= most);
        assertEquals(isBoth, both.accepts(text), () -> one + " and " + two + " and " + text);
      }
    }
  }

  private static CharacterDfa automaton(String regex) {
    return Determinizer.of(RegexGrammar.search("^(?:" + regex + ")$"), new Effort());
  }

  private String expression(int depth) {
    if (depth == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    String part = expression(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(?:" + part + ")*";
      case 1 -> "(?:" + part + ")?";
      case 2 -> "(?:" + part + "){1,3}";
      case 3 -> "(?:" + part + "|" + expression(depth - 1) + ")";
      default -> part + expression(depth - 1);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(7); length > 0; length--) {
      text.append("abé".charAt(random.nextInt(3)));
    }
    return text.toString();
  }
}
