package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexGrammarTest {
  private static final List<String> EXPRESSIONS =
      List.of(
          "",
          "abc",
          "a|b|",
          "^a|b$",
          "^(a|b)*$",
          "(?:ab?)+?c",
          "(?<name>a)b",
          "[abc]{2}",
          "[^a-c]{1,2}",
          "a{2,}",
          "a{0}b",
          "(a*)*b",
          "(a|b*){2,3}",
          "\\d+\\.\\d{2}",
          "\\w\\W\\s\\S\\D",
          "[\\d\\-x]+",
          "[\\W]",
          "[^\\d\\s]",
          "[a-]",
          "[-a]",
          "[\\]^]",
          ".",
          ".*b",
          "\\x41\\u0042\\n\\t",
          "\\(\\[\\{\\*\\+\\?\\|\\^\\$\\\\",
          "}]",
          "\\/a\\-b\\_",
          "[\\u0030-\\u0039]",
          "a\\uD83D\\uDE00?",
          "[😀-😂]x",
          "([ab]{2}c?){1,2}",
          "(((a)|b)|c)d*");

  private static final String ALPHABET = "aabbcccd0.19-_x \n\t\r\u0085\u2028😀😁\uFFFFAB]^é/";

  @Test
  void textsThatMatchAreThoseOfJava() {
    Random random = new Random(7);
    for (String expression : EXPRESSIONS) {
      // ECMAScript has more white space: see below.
      boolean spaces = expression.contains("\\s") || expression.contains("\\S");
      int[] letters = (spaces ? ALPHABET.replace("\u2028", "") : ALPHABET).codePoints().toArray();
      TestGrammar grammar = TestGrammar.of(RegexGrammar.rules(expression));
      Pattern pattern = Pattern.compile(expression);
      int matched = 0;
      for (int i = 0; i < 300; i++) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
          text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        compare(pattern, grammar, text.toString());
      }
      RandomText source = new RandomText(grammar.rules(), random);
      for (int i = 0; i < 50; i++) {
        String text = source.next();
        assertTrue(pattern.matcher(text).matches(), expression + " made: " + text);
        compare(pattern, grammar, text);
        compare(pattern, grammar, text + "a");
        matched++;
      }
      assertEquals(50, matched);
    }
  }

  private static void compare(Pattern pattern, TestGrammar grammar, String text) {
    assertEquals(
        pattern.matcher(text).matches(), grammar.accepts(text), pattern + " with: " + text);
  }

  @Test
  void randomExpressionsAreThoseOfJava() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      String expression = expression(random, 3);
      TestGrammar grammar = TestGrammar.of(RegexGrammar.rules(expression));
      Pattern pattern = Pattern.compile(expression);
      for (int j = 0; j < 20; j++) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(7); length > 0; length--) {
          text.append((char) ('a' + random.nextInt(4)));
        }
        compare(pattern, grammar, text.toString());
      }
      compare(pattern, grammar, new RandomText(grammar.rules(), random).next());
    }
  }

  private static String expression(Random random, int depth) {
    String part = depth == 0 ? "a" : expression(random, depth - 1);
    return switch (random.nextInt(depth == 0 ? 4 : 9)) {
      case 0 -> "a";
      case 1 -> "b";
      case 2 -> "[^ab]";
      case 3 -> "[b-d]";
      case 4 -> part + expression(random, depth - 1);
      case 5 -> part + "|" + expression(random, depth - 1);
      case 6 -> "(" + part + ")*";
      case 7 -> "(?:" + part + "){1,2}";
      default -> "(" + part + ")?";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "a(?=b)      # 2 # look-ahead",
        "(?<!b)a     # 1 # look-behind",
        "(?<=b)a     # 1 # look-behind",
        "(?>a)       # 1 # atomic",
        "(?i)a       # 1 # flags",
        "(a)\\1      # 4 # back reference",
        "(?<n>a)\\k<n> # 8 # back reference",
        "ab\\b       # 3 # boundary",
        "\\p{L}      # 1 # Unicode classes",
        "\\q         # 1 # no such escape",
        "\\Q         # 1 # no such escape",
        "\\0         # 1 # octal",
        "a^b         # 2 # at the start",
        "(^a)        # 2 # at the start",
        "a$b         # 2 # at the end",
        "(a$)        # 3 # at the end",
        "*a          # 1 # nothing to repeat",
        "a|+         # 3 # nothing to repeat",
        "a**         # 3 # can not be repeated",
        "a++         # 3 # possessive",
        "a{2,1}      # 2 # wrong order",
        "a{,2}       # 2 # is expected",
        "a{x}        # 2 # is expected",
        "a{2         # 2 # is expected",
        "a{1999999}    # 2 # not supported",
        "(ab         # 1 # not closed",
        "ab)         # 3 # closes nothing",
        "[ab         # 1 # not closed",
        "[]          # 1 # empty",
        "[^]         # 1 # empty",
        "[b-a]       # 2 # wrong order",
        "[a-\\d]     # 2 # end with a class",
        "[\\d-z]     # 2 # begin with a class",
        "[a[b]]      # 3 # \\[",
        "[a&&b]      # 3 # &&",
        "\\xZ1       # 1 # hexadecimal",
        "\\u12       # 1 # hexadecimal",
        "\\uD800     # 1 # surrogate",
        "😀\\u{110000} # 2 # no character",
        "a\\         # 2 # after this"
      })
  void whatIsNotRegularOrMalformedIsRefusedWithItsColumn(String regex, int column, String reason) {
    GrammarException e =
        assertThrows(GrammarException.class, () -> RegexGrammar.rules(regex), regex);
    assertEquals(column, e.column(), e.getMessage());
    assertEquals(1, e.line());
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "^a", "a$", "^a|b$", "^a$|b", "", "^$", "a+|^b(c|a)", "(a|b)c{2}"})
  void anExpressionIsFoundAnywhereWhereItHasNoAnchor(String regex) {
    GrammarRules rules = new GrammarRules(Map.of("root", RegexGrammar.search(regex)), "root");
    TestGrammar grammar = TestGrammar.of(rules);
    Pattern pattern = Pattern.compile(regex);
    for (int number = 0; number < 4 * 4 * 4 * 4 * 4; number++) {
      StringBuilder text = new StringBuilder();
      for (int rest = number; rest > 0; rest /= 4) {
        text.append("abc\u00e9".charAt(rest % 4));
      }
      assertEquals(pattern.matcher(text).find(), grammar.accepts(text.toString()), text::toString);
    }
  }

  @Test
  void expressionsThatAreTooLargeAreRefused() {
    assertThrows(GrammarException.class, () -> RegexGrammar.rules("(".repeat(10_000)));
    assertThrows(GrammarException.class, () -> RegexGrammar.rules("a".repeat(100_000)));
  }

  /** A text that fits is one to ECMAScript too, which JSON schemas mean, and to Java. */
  @Test
  void whiteSpaceIsWhatBothLanguagesTakeForIt() {
    for (String space : new String[] {"\u00a0", "\u2003", "\u3000", "\u2028", "\ufeff"}) {
      for (String expression : new String[] {"\\s", "\\S", "[^\\s]", "[^\\S]", "[\\S]", "[a\\s]"}) {
        TestGrammar grammar = TestGrammar.of(RegexGrammar.rules(expression));
        assertFalse(grammar.accepts(space), expression);
      }
    }
    assertTrue(TestGrammar.of(RegexGrammar.rules("\\s\\S[^\\S][^\\s]")).accepts(" a\té"));
  }

  @Test
  void bracedEscapesAreCharacters() {
    TestGrammar grammar = TestGrammar.of(RegexGrammar.rules("\\u{1F600}\\x{e9}"));
    assertTrue(grammar.accepts("😀é"));
    assertFalse(grammar.accepts("😀e"));
  }
}
