package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts of a quarter of a megabyte that look the same everywhere: what takes time in proportion to
 * their square takes minutes, not a fraction of a second.
 */
class LongInputTest {
  private static final int BYTES = 1 << 18;
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @ParameterizedTest
  @ValueSource(strings = {"a", "ab", " ", "\n", "\r\n ", "7", "!", "'", "中", "<|", "<|im_end|"})
  void byteLevelTakesItInItsStride(String unit) {
    check(VocabularyFile.demo().tokenizer(), unit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ab", " ", "\n", "7", "中", "</s"})
  void sentencePieceTakesItInItsStride(String unit) {
    TestVocabulary vocabulary = TestVocabulary.sentencePiece().piece("▁").piece("a").piece("b");
    for (int length = 2; length <= 64; length *= 2) {
      vocabulary.piece("a".repeat(length), TokenType.NORMAL, -length);
      vocabulary.piece("▁".repeat(length), TokenType.NORMAL, -length);
    }
    check(vocabulary.tokenizer(), unit);
  }

  @ParameterizedTest
  @EnumSource(PreTokenizer.class)
  void everyPreTokenizerTakesItInItsStride(PreTokenizer preTokenizer) {
    Splitter splitter = preTokenizer.splitter();
    for (String unit :
        new String[] {"a", " ", " \n", "1", "'", "\u0301", "中", "\u00A0", "\u0001"}) {
      byte[] text = (unit.repeat(BYTES / 2) + "x").getBytes(StandardCharsets.UTF_8);
      int[] covered = {0};
      assertTimeoutPreemptively(
          LIMIT,
          () -> splitter.split(text, 0, text.length, (bytes, from, to) -> covered[0] += to - from));
      assertEquals(text.length, covered[0]);
    }
  }

  @Test
  void userDefinedTokensTakeItInTheirStride() {
    TestVocabulary vocabulary = TestVocabulary.byteLevel("gpt-2").merges();
    for (int length = 2; length <= 200; length++) {
      vocabulary.piece("\n".repeat(length), TokenType.USER_DEFINED, 0);
      vocabulary.piece("a".repeat(length) + "b", TokenType.USER_DEFINED, 0);
    }
    Tokenizer tokenizer = vocabulary.tokenizer();
    check(tokenizer, "\n");
    check(tokenizer, "a");
  }

  private static void check(Tokenizer tokenizer, String unit) {
    String text = unit.repeat(BYTES / unit.length());
    assertTimeoutPreemptively(
        LIMIT, () -> assertEquals(text, tokenizer.decode(tokenizer.encode(text, false, true))));
  }
}
