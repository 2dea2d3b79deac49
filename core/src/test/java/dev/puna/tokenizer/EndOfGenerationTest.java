package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EndOfGenerationTest {
  private static final int FIRST = 256;

  @Test
  void tokensThatTheFileNamesEndGeneration() {
    Vocabulary vocabulary =
        vocabulary("[X]", "[Y]", "[Z]", "[W]")
            .id("tokenizer.ggml.eom_token_id", FIRST)
            .id("tokenizer.ggml.eos_token_id", FIRST + 3)
            .id("tokenizer.ggml.eot_token_id", FIRST + 1)
            .tokenizer()
            .vocabulary();
    assertArrayEquals(new int[] {FIRST, FIRST + 1, FIRST + 3}, vocabulary.endOfGeneration());
    assertTrue(vocabulary.isEndOfGeneration(FIRST));
    assertFalse(vocabulary.isEndOfGeneration(FIRST + 2));
  }

  @Test
  void tokensThatAreWrittenLikeAnEndAreFound() {
    Vocabulary vocabulary =
        vocabulary("<|eot_id|>", "<|start_header_id|>", "<|eom_id|>", "<|end_of_text|>", "</s>")
            .tokenizer()
            .vocabulary();
    assertArrayEquals(
        new int[] {FIRST, FIRST + 2, FIRST + 3, FIRST + 4}, vocabulary.endOfGeneration());
    assertEquals(OptionalInt.of(FIRST), vocabulary.eot());
    assertEquals(OptionalInt.of(FIRST + 2), vocabulary.eom());
    assertEquals(OptionalInt.empty(), vocabulary.eos());
  }

  @Test
  void theMostSpecificEndIsTheEndOfATurn() {
    Vocabulary vocabulary = vocabulary("<|endoftext|>", "<|im_end|>").tokenizer().vocabulary();
    assertEquals(OptionalInt.of(FIRST + 1), vocabulary.eot());
    assertArrayEquals(new int[] {FIRST, FIRST + 1}, vocabulary.endOfGeneration());
  }

  @Test
  void anEndThatTheFileTakesForTextIsAControlToken() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2").piece("<|im_end|>").merges().tokenizer();
    assertEquals(TokenType.CONTROL, tokenizer.vocabulary().type(FIRST));
    assertArrayEquals(new int[] {FIRST}, tokenizer.encode("<|im_end|>", false, true));
  }

  @Test
  void markupIsNoEnd() {
    Vocabulary vocabulary =
        TestVocabulary.byteLevel("gpt-2").piece("</s>").merges().tokenizer().vocabulary();
    assertArrayEquals(new int[0], vocabulary.endOfGeneration());
    assertEquals(TokenType.NORMAL, vocabulary.type(FIRST));
  }

  @Test
  void theEndOfAPartIsNoEndWhereReturnAndCallAre() {
    Vocabulary vocabulary =
        vocabulary("<|return|>", "<|end|>", "<|call|>").tokenizer().vocabulary();
    assertArrayEquals(new int[] {FIRST, FIRST + 2}, vocabulary.endOfGeneration());
  }

  private static TestVocabulary vocabulary(String... controlTokens) {
    TestVocabulary vocabulary = TestVocabulary.byteLevel("gpt-2").merges();
    for (String token : controlTokens) {
      vocabulary.piece(token, TokenType.CONTROL, 0);
    }
    return vocabulary;
  }
}
