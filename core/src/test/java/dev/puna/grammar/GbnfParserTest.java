package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GbnfParserTest {

  static Stream<Arguments> wellFormed() {
    return Stream.of(
        grammar("root ::= \"a\"", "a", "!", "!b", "!aa"),
        grammar("root::=\"a\"|\"b\"", "a", "b", "!ab"),
        grammar("root ::=\n  \"a\" # a comment\n# another\n\n", "a"),
        grammar("root ::= \"a\" |\n  \"b\"\r\n", "a", "b"),
        grammar("root ::= (\n \"a\"\n \"b\"\n | \"c\" # or c\n)\n", "ab", "c", "!a"),
        grammar("root ::= x-1 X2\nx-1 ::= \"1\"\nX2 ::= \"2\"", "12"),
        grammar("root ::= ", "", "!a"),
        grammar("root ::= \"a\" |", "a", ""),
        grammar("root ::= () \"a\"", "a"),
        grammar(
            "root ::= \"\\x41\\u00e9\\U0001F600\\n\\r\\t\\\\\\\"\\[\\]\\-\"", "Aé😀\n\r\t\\\"[]-"),
        grammar("root ::= \"é#\"", "é#"),
        grammar("root ::= [a-cx]", "a", "b", "c", "x", "!d", "!-"),
        grammar("root ::= [a-]", "a", "-", "!b"),
        grammar("root ::= [\\]^\\[\\-\"]+", "]^[-\"", "!\\"),
        grammar("root ::= [^a-z\\n]", "A", "é", "😀", "!b", "!\n", "!AB"),
        grammar("root ::= [α-ωא-ת]*", "", "αω", "ש", "!a"),
        grammar("root ::= .", "a", "\n", "é", "€", "😀", "!", "!ab"),
        grammar("root ::= \"a\"*", "", "a", "aaaa", "!b"),
        grammar("root ::= \"a\"+", "a", "aaaa", "!"),
        grammar("root ::= \"a\"?", "", "a", "!aa"),
        grammar("root ::= \"a\"{2}", "aa", "!a", "!aaa"),
        grammar("root ::= \"a\"{2,}", "aa", "aaaaa", "!a"),
        grammar("root ::= \"a\"{ 1 , 3 }", "a", "aaa", "!", "!aaaa"),
        grammar("root ::= \"a\"{0}", "", "!a"),
        grammar("root ::= \"a\"{0,0} \"b\"", "b", "!ab"),
        grammar("root ::= \"ab\"+", "ab", "abab", "!abb"),
        grammar("root ::= (\"a\"*)*", "", "aaa", "!b"),
        grammar("root ::= (\"a\"?)+ \"b\"", "b", "aab"),
        grammar("root ::= \"a\"*?", "", "aa"),
        grammar("root ::= ((\"a\" | \"b\") \"c\"?)+", "abc", "acb", "!c"),
        grammar("root ::= \"a\" root \"b\" | ", "", "ab", "aaabbb", "!aab", "!abb"),
        grammar("root ::= a | b\na ::= \"x\" b\nb ::= \"y\" a | \"z\"", "z", "xz", "yxyxz", "!x"),
        grammar("root ::= \"a\"\nunused ::= \"b\" unused", "a"));
  }

  private static Arguments grammar(String grammar, String... texts) {
    return Arguments.of(grammar, List.of(texts));
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void acceptsWhatItSaysAndNothingElse(String source, List<String> texts) {
    Grammar grammar = Grammar.gbnf(source);
    for (String text : texts) {
      boolean fits = !text.startsWith("!");
      String tried = fits ? text : text.substring(1);
      assertEquals(fits, grammar.accepts(tried), tried);
    }
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        fault("", 1, 1, "no rule named root"),
        fault("x ::= \"a\"", 1, 1, "no rule named root"),
        fault("root", 1, 5, "expected ::="),
        fault("root := \"a\"", 1, 6, "expected ::="),
        fault("root\n::= \"a\"", 1, 5, "expected ::="),
        fault("::= \"a\"", 1, 1, "name of a rule"),
        fault("root ::= \"a\n", 2, 1, "begins at 1:10 is not closed"),
        fault("root ::= [a-", 1, 13, "begins at 1:10 is not closed"),
        fault("root ::= []", 1, 10, "empty"),
        fault("root ::= [^]", 1, 10, "empty"),
        fault("root ::= [z-a]", 1, 11, "ends before it begins"),
        fault("root ::= (\"a\"", 1, 14, "begins at 1:10 is not closed"),
        fault("root ::= \"a\")", 1, 13, "not )"),
        fault("root ::= (\"a\" ]", 1, 15, "expected )"),
        fault("root ::= *", 1, 10, "nothing to repeat"),
        fault("root ::= \"a\" | +", 1, 16, "nothing to repeat"),
        fault("root ::= (?)", 1, 11, "nothing to repeat"),
        fault("root ::= \"a\"{", 1, 14, "how often"),
        fault("root ::= \"a\"{,3}", 1, 14, "how often"),
        fault("root ::= \"a\"{1", 1, 15, "expected , or }"),
        fault("root ::= \"a\"{1,x}", 1, 16, "how often"),
        fault("root ::= \"a\"{3,2}", 1, 13, "more than its most"),
        fault("root ::= \"a\"{1000001}", 1, 14, "more than 1000000"),
        fault("root ::= \"a\"{99999999999999999999}", 1, 14, "more than 1000000"),
        fault("root ::= \"\\q\"", 1, 11, "unknown escape"),
        fault("root ::= \"\\x4\"", 1, 11, "2 hexadecimal digits"),
        fault("root ::= \"\\u12\"", 1, 11, "4 hexadecimal digits"),
        fault("root ::= \"\\U00110000\"", 1, 11, "no character"),
        fault("root ::= \"\\uD83D\\uDE00\"", 1, 11, "surrogate"),
        fault("root ::= under_score", 1, 15, "not _"),
        fault("root ::= \"a\"\n| \"b\"", 2, 1, "name of a rule"),
        fault("root ::= \"a\"\nroot ::= \"b\"", 2, 1, "defined twice"),
        fault("root ::= \"é\" nothing\n", 1, 14, "nothing is not defined"),
        fault("root ::= \"a\"\n\n  x ::= y", 3, 9, "y is not defined"),
        fault("root ::= <think", 1, 10, "> is missing"),
        fault("root ::= <a\n>", 1, 10, "> is missing"),
        fault("root ::= <[]>", 1, 10, "token's id"),
        fault("root ::= \"a\" <[x]>", 1, 14, "token's id"),
        fault("root ::= <[12345678901]>", 1, 10, "token's id"),
        fault("root ::= !\"a\"", 1, 11, "name of a token after !"),
        fault("root ::= x\nx ::= <a> x | x <b>", 2, 1, "left recursive"),
        fault("root ::= 'a'", 1, 10, "not '"),
        fault("root ::= root \"a\" | \"b\"", 1, 1, "left recursive"),
        fault("root ::= \"a\"\r\nx ::= y \"b\"\r\ny ::= \"\"? x", 2, 1, "left recursive"),
        fault("root ::= \"a\"\nx ::= (\"b\"* [c]{0,2} x)?", 2, 1, "left recursive"));
  }

  private static Arguments fault(String grammar, int line, int column, String message) {
    return Arguments.of(grammar, line, column, message);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhereAndWhatIsWrong(String source, int line, int column, String message) {
    GrammarException fault = assertThrows(GrammarException.class, () -> Grammar.gbnf(source));
    assertTrue(fault.toString().contains(message), fault.toString());
    assertEquals(line + ":" + column, fault.line() + ":" + fault.column(), fault.toString());
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000);
    assertThrows(GrammarException.class, () -> Grammar.gbnf("root ::= " + deep));
    String hundred = "(".repeat(100) + "\"a\"" + ")".repeat(100);
    assertTrue(Grammar.gbnf("root ::= " + hundred).accepts("a"));
    assertThrows(GrammarException.class, () -> Grammar.gbnf("root ::= [a]" + "*".repeat(100_000)));
  }

  @Test
  void anyInputEndsInAGrammarOrAFault() {
    String source = "root ::= (\"a\" | [^b-d\\x41] . x{1,2} # c\n)*\nx ::= \"é\"+ \"\\n\"?\n";
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      char[] damaged = source.toCharArray();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = source.charAt(random.nextInt(source.length()));
      }
      try {
        Grammar.gbnf(new String(damaged)).acceptedPrefix("aé\nb");
      } catch (GrammarException expected) {
        refused++;
      }
    }
    assertTrue(refused > 1_000 && refused < 3_000, refused + " refused");
  }
}
