package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpecialPiecesTest {
  private static final int FIRST = 256;

  @Test
  void theLongestMatchIsTaken() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("\n\n", TokenType.USER_DEFINED, 0)
            .piece("\n\n\n", TokenType.USER_DEFINED, 0)
            .merges()
            .tokenizer();
    assertArrayEquals(
        new int[] {FIRST + 1, FIRST, 'x', '\n'}, tokenizer.encode("\n\n\n\n\nx\n", false, false));
  }

  @Test
  void aControlTokenDoesNotHideAShorterUserDefinedOne() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("<a>", TokenType.USER_DEFINED, 0)
            .piece("<a>b", TokenType.CONTROL, 0)
            .merges()
            .tokenizer();
    assertArrayEquals(new int[] {FIRST, 'b'}, tokenizer.encode("<a>b", false, false));
    assertArrayEquals(new int[] {FIRST + 1}, tokenizer.encode("<a>b", false, true));
  }

  @Test
  void whatOnlyBeginsLikeOneIsText() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2").piece("<a>", TokenType.CONTROL, 0).merges().tokenizer();
    assertArrayEquals(new int[] {'<', FIRST, '<', 'a'}, tokenizer.encode("<<a><a", false, true));
  }

  @Test
  void namesInAGuardedTextAreText() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("<a>", TokenType.CONTROL, 0)
            .piece("<a><a>b", TokenType.CONTROL, 0)
            .piece("!", TokenType.CONTROL, 0)
            .piece("<a>c", TokenType.USER_DEFINED, 0)
            .piece("é", TokenType.CONTROL, 0)
            .merges()
            .tokenizer();
    Random random = new Random(5);
    String[] parts = {"<", "a", ">", "<a>", "b", "c", "!", "é", "😀", "\uD83D", "\uFDD0"};
    for (int i = 0; i < 2_000; i++) {
      StringBuilder builder = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        builder.append(parts[random.nextInt(parts.length)]);
      }
      String text = builder.toString();
      int[] plain = tokenizer.encode(text.replace("\uFDD0", ""), false, false);
      assertArrayEquals(plain, tokenizer.encode(tokenizer.guard(text), false, true), text);
    }
    assertArrayEquals(
        new int[] {FIRST, '<', 'a', '>', FIRST},
        tokenizer.encode("<a>" + tokenizer.guard("<a>") + "<a>", false, true));
  }

  @Test
  void moreThanAnyModelHasAreRefused() {
    TestVocabulary vocabulary = TestVocabulary.byteLevel("gpt-2").merges();
    for (int i = 0; i < 5_000; i++) {
      vocabulary.piece((i + "x").repeat(50), TokenType.CONTROL, 0);
    }
    PunaException e = assertThrows(PunaException.class, vocabulary::tokenizer);
    assertTrue(e.toString().contains("control and user-defined tokens"), e.toString());
  }

  @Test
  void emptyAndVeryLongOnesAreNotLookedFor() {
    String name = "<" + "x".repeat(300) + ">";
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("", TokenType.CONTROL, 0)
            .piece(name, TokenType.CONTROL, 0)
            .merges()
            .tokenizer();
    assertEquals(name.length(), tokenizer.encode(name, false, true).length);
    assertEquals("", tokenizer.piece(FIRST));
  }
}
