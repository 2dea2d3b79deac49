package dev.puna.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrammarTest {
  private static void check(Grammar grammar, List<String> fits, List<String> doesNot) {
    fits.forEach(text -> assertTrue(grammar.accepts(text), text));
    doesNot.forEach(text -> assertFalse(grammar.accepts(text), text));
  }

  @Test
  void jsonIsAnyValue() {
    check(
        Grammar.json(),
        List.of(
            "{}",
            "[]",
            "null",
            "-0.5e+10",
            "\"\"",
            "\"a\\n\\u00e9😀 \\\" \"",
            "{\"a\":[1,2,{\"b\":true}],\"c\":\"\"}",
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\" : false\n}",
            "[[[[[[[[[[]]]]]]]]]]"),
        List.of(
            "",
            "{",
            "}",
            "[1,]",
            "{\"a\"}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "+1",
            "'a'",
            "\"\\x\"",
            "\"\n\"",
            "[1 2]",
            "nul",
            "{}{}",
            "{\"a\":1,}",
            "NaN",
            "\"\\ud8\""));
  }

  @Test
  void arithmetic() {
    check(
        Grammar.gbnf(
            """
            root   ::= (expr "=" space term "\\n")+
            expr   ::= term ([-+*/] space term)*
            term   ::= ident | number | "(" space expr ")" space
            ident  ::= [a-z] [a-z0-9_]* space
            number ::= [0-9]+ space
            space  ::= [ \\t]*
            """),
        List.of("1=1\n", "a + (b_2*3) - ((4)) = 6\n7=x\n"),
        List.of("1=1", "1+=2\n", "(1=1)\n", "a=b=c\n", "\n"));
  }

  @Test
  void aListOfLines() {
    check(
        Grammar.gbnf(
            """
            root ::= item+
            # No control characters or line separators within an item.
            item ::= "- " [^\\r\\n\\x0b\\x0c\\x85\\u2028\\u2029]+ "\\n"
            """),
        List.of("- one\n", "- eins\n- zwei 😀\n"),
        List.of("", "- \n", "- one", "one\n", "- a\u2028b\n", "- a\u0085b\n"));
  }

  @Test
  void chessMoves() {
    check(
        Grammar.gbnf(
            """
            root ::= (
              "1. " move " " move "\\n"   # the first
              ([1-9] [0-9]? ". " move " " move "\\n")+
            )
            move     ::= (pawn | nonpawn | castle) [+#]?
            nonpawn  ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
            pawn     ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBKQR])?
            castle   ::= "O-O" "-O"?
            """),
        List.of("1. e4 e5\n2. Nf3 Nc6\n", "1. e4 e5\n2. O-O-O exd8=Q#\n12. Nbd7 R1xa3+\n"),
        List.of("1. e4 e5\n", "1. e4\n", "1. e9 e5\n2. a1 a2\n", "2. e4 e5\n2. Nf3 Nc6\n"));
  }

  @Test
  void choicesAreExact() {
    Grammar grammar = Grammar.choice(List.of("yes", "yesterday", "no", "é", "yes"));
    check(grammar, List.of("yes", "yesterday", "no", "é"), List.of("", "ye", "yesno", "e"));
    assertThrows(GrammarException.class, () -> Grammar.choice(List.of()));
  }

  @Test
  void manyChoicesAreFound() {
    List<String> words = IntStream.range(0, 20_000).mapToObj(i -> "word " + i).toList();
    Grammar grammar = Grammar.choice(words);
    assertTrue(grammar.accepts("word 19999"));
    assertFalse(grammar.accepts("word 20000"));
  }

  @Test
  void saysHowFarATextFits() {
    Grammar grammar = Grammar.gbnf("root ::= \"é\" [0-9]+ \"😀\"");
    assertEquals(0, grammar.acceptedPrefix("x"));
    assertEquals(1, grammar.acceptedPrefix("éé"));
    assertEquals(3, grammar.acceptedPrefix("é12"));
    assertEquals(3, grammar.acceptedPrefix("é12x"));
    // The first half of a character that does not fit is not counted, though its bytes begin alike.
    assertEquals(3, grammar.acceptedPrefix("é12😁"));
    assertEquals(5, grammar.acceptedPrefix("é12😀!"));
    assertEquals(0, grammar.acceptedPrefix("\ud83d"));
  }

  @Test
  void everyCharacterOfAClassFitsAndNoOther() {
    GrammarNode.CharClass characters =
        new GrammarNode.CharClass(
            new int[] {
              'b', 'd', 0x7F, 0x80, 0x7FE, 0x801, 0x1234, 0x5678, 0xD000, 0xE000, 0xFFFF, 0x10001,
              0x2F123, 0x10FFFE, 'c', 'e'
            },
            false);
    GrammarNode.CharClass others = new GrammarNode.CharClass(characters.ranges(), true);
    Grammar inside = grammar(characters);
    Grammar outside = grammar(others);
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x11000 ? 1 : 37) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      boolean in = false;
      for (int i = 0; i < characters.ranges().length; i += 2) {
        in |= characters.ranges()[i] <= c && c <= characters.ranges()[i + 1];
      }
      String text = Character.toString(c);
      assertEquals(in, inside.accepts(text), text);
      assertEquals(!in, outside.accepts(text), text);
    }
  }

  private static Grammar grammar(GrammarNode root) {
    return Grammar.of(new GrammarRules(Map.of("root", root), "root"));
  }

  @Test
  void rulesThatNeverEndAreLeftOut() {
    check(
        Grammar.gbnf("root ::= \"a\" never | \"b\" never* \"c\" | \"d\"\nnever ::= \"x\" never"),
        List.of("bc", "d"),
        List.of("a", "b"));
    assertEquals(0, Grammar.gbnf("root ::= \"a\" x | \"d\"\nx ::= \"x\" x").acceptedPrefix("a"));
    GrammarException fault =
        assertThrows(GrammarException.class, () -> Grammar.gbnf("root ::= \"a\" root"));
    assertTrue(fault.toString().contains("never ends"), fault.toString());
  }

  @Test
  void largeRepetitionsAreCounted() {
    String longWord = "x".repeat(500);
    Grammar grammar = Grammar.gbnf("root ::= (\"a\" | \"" + longWord + "\"){3,57} \"!\"");
    for (int count = 0; count < 70; count++) {
      assertEquals(count >= 3 && count <= 57, grammar.accepts("a".repeat(count) + "!"), count + "");
    }
    Grammar atLeast = Grammar.gbnf("root ::= (\"a\" | \"" + longWord + "\"){45,}");
    for (int count = 40; count < 60; count++) {
      assertEquals(count >= 45, atLeast.accepts("a".repeat(count)));
    }
    Grammar counted = Grammar.gbnf("root ::= [ab]{65537,65540}");
    for (int count = 65_535; count < 65_543; count++) {
      assertEquals(count >= 65_537 && count <= 65_540, counted.accepts("a".repeat(count)));
    }
    Grammar exact = Grammar.gbnf("root ::= [ab]{100000}");
    assertEquals(5_000, exact.acceptedPrefix("ab".repeat(2_500)));
    assertTrue(Grammar.gbnf("root ::= [ab]{0,1000000}").accepts("ab".repeat(500)));
  }

  @Test
  void nestedRepetitionsDoNotGrowExponentially() {
    String nested = "(".repeat(60) + "\"a\"" + ")+".repeat(60);
    assertTrue(Grammar.gbnf("root ::= " + nested).accepts("aaaa"));
    String two = "(".repeat(60) + "\"a\"" + "){1,2}".repeat(60);
    Grammar.gbnf("root ::= " + two);
  }

  @Test
  void ambiguityIsMerged() {
    Grammar pairs = Grammar.gbnf("root ::= \"a\" root root | \"a\" root | \"a\"");
    assertTrue(pairs.accepts("a".repeat(500)));
    Grammar regular = Grammar.gbnf("root ::= ((\"a\" | \"a\" \"a\")* | (\"aa\")*)* \"b\"");
    assertTrue(regular.accepts("a".repeat(3_000) + "b"));
    Grammar brackets =
        Grammar.gbnf("root ::= (\"(\" root \")\" | \"(\" root \"]\" | \"(\" root \")\")*");
    assertTrue(brackets.accepts("(".repeat(300) + ")]".repeat(150)));
    assertFalse(brackets.accepts("(".repeat(300) + ")]".repeat(149)));
  }

  @Test
  void hostileAmbiguityEndsInAnAnswerOrAFault() {
    String[] sources = {
      "root ::= (\"a\"?){0,1000000} \"b\"",
      "root ::= (((\"a\"{0,1000}){0,1000}){0,1000}){0,1000} \"b\"",
      "root ::= x x x x x x x x x x\nx ::= (\"a\" x x)?",
      "root ::= (\"a\" | \"aa\" | root-2)*\nroot-2 ::= \"a\" (root root-2 root)?",
    };
    for (String source : sources) {
      try {
        Grammar grammar = Grammar.gbnf(source);
        grammar.acceptedPrefix("a".repeat(200) + "b");
      } catch (GrammarException refused) {
        assertTrue(refused.toString().contains("ambiguous"), refused.toString());
      }
    }
  }

  @Test
  void tooLargeGrammarsAreRefused() {
    StringBuilder source = new StringBuilder("root ::= ");
    for (int i = 0; i < 20; i++) {
      source.append("(\"abcdefghij\"{1,60000}) ");
    }
    GrammarException fault =
        assertThrows(GrammarException.class, () -> Grammar.gbnf(source.toString()));
    assertTrue(fault.toString().contains("too large"), fault.toString());
  }

  @Test
  void recursionAtTheEndTakesNoStack() {
    Grammar grammar = Grammar.gbnf("root ::= \"a\" root | \"b\"");
    assertTrue(grammar.accepts("a".repeat(1_000_000) + "b"));
  }

  @Test
  void deepTextsAreReadOrRefused() {
    assertEquals(50_000, Grammar.json().acceptedPrefix("[".repeat(50_000)));
    assertTrue(Grammar.json().accepts("[".repeat(20_000) + "]".repeat(20_000)));
    GrammarException fault =
        assertThrows(
            GrammarException.class, () -> Grammar.json().acceptedPrefix("[".repeat(1_000_000)));
    assertTrue(fault.toString().contains("deep"), fault.toString());
  }

  @Test
  void threadsMayShareIt() {
    Grammar grammar = Grammar.gbnf("root ::= \"(\" root \")\" root | [a-c]*");
    IntStream.range(0, 4_000)
        .parallel()
        .forEach(
            i -> {
              String text = "(".repeat(i % 50) + "abc".repeat(i % 7) + ")".repeat(i % 49);
              assertEquals(i % 50 == i % 49, grammar.accepts(text));
            });
  }
}
