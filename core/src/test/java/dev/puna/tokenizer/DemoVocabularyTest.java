package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real, small vocabulary of the demo model. */
class DemoVocabularyTest {
  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() {
    tokenizer = VocabularyFile.demo().tokenizer();
  }

  @Test
  void everyLineHasTheIdsOfLlamaCpp() throws IOException {
    VocabularyFile.demo().check();
  }

  @Test
  void anyTextComesBack() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      String text = RandomText.text(random, 12);
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, false, false)));
    }
  }

  @Test
  void anyBytesComeBack() {
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = RandomText.bytes(random);
      int[] ids = tokenizer.encode(bytes, false, false);
      assertArrayEquals(bytes, RandomText.concatenate(tokenizer, ids));
    }
  }

  @Test
  void tokensOfSeveralThreadsDoNotMix() {
    Random random = new Random(3);
    String[] texts = new String[200];
    int[][] expected = new int[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = RandomText.text(random, 200);
      expected[i] = tokenizer.encode(texts[i], false, true);
    }
    IntStream.range(0, 2_000)
        .parallel()
        .map(i -> i % texts.length)
        .forEach(i -> assertArrayEquals(expected[i], tokenizer.encode(texts[i], false, true)));
  }

  @Test
  void knowsItsSpecialTokens() {
    Vocabulary vocabulary = tokenizer.vocabulary();
    assertEquals(2048, vocabulary.size());
    assertEquals(OptionalInt.of(2043), vocabulary.bos());
    assertEquals(OptionalInt.of(2045), vocabulary.eos());
    assertFalse(vocabulary.addsBos());
    assertEquals(OptionalInt.of(2044), vocabulary.find("<|im_start|>"));
    assertArrayEquals(new int[] {2043, 2045}, vocabulary.endOfGeneration());
    assertEquals(TokenType.CONTROL, vocabulary.type(2044));
    assertEquals(TokenType.USER_DEFINED, vocabulary.type(2046));
  }

  @Test
  void parsesControlTokensOnlyWhenAskedTo() {
    String text = "<|im_start|>user\nHi<|im_end|>";
    int[] parsed = tokenizer.encode(text, false, true);
    assertEquals(2044, parsed[0]);
    assertEquals(2045, parsed[parsed.length - 1]);
    assertEquals("user\nHi", tokenizer.decode(parsed));

    int[] plain = tokenizer.encode(text, false, false);
    assertEquals(0, IntStream.of(plain).filter(id -> id >= 2043).count());
    assertEquals(text, tokenizer.decode(plain));
  }

  @Test
  void alwaysParsesUserDefinedTokens() {
    int[] ids = tokenizer.encode("<tool_call>x</tool_call>", false, false);
    assertEquals(2046, ids[0]);
    assertEquals(2047, ids[ids.length - 1]);
    assertEquals("<tool_call>x</tool_call>", tokenizer.decode(ids));
  }
}
