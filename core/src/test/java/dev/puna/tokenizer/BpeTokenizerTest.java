package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BpeTokenizerTest {
  /** The id of the first piece after the 256 bytes. */
  private static final int FIRST = 256;

  @Test
  void mergesInTheOrderOfTheMerges() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("bc")
            .piece("ab")
            .piece("abc")
            .merges("b c", "a b", "ab c")
            .tokenizer();
    assertArrayEquals(new int[] {'a', FIRST}, encode(tokenizer, "abc"));
    assertArrayEquals(new int[] {FIRST + 1, 'd'}, encode(tokenizer, "abd"));
  }

  @Test
  void mergesAcrossBytesOfACharacter() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("Ã©")
            .piece("ĠÃ©")
            .merges("Ã ©", "Ġ Ã©")
            .tokenizer();
    assertArrayEquals(new int[] {FIRST, 'x', FIRST + 1}, encode(tokenizer, "éx é"));
    assertEquals(" é", tokenizer.piece(FIRST + 1));
  }

  @Test
  void takesAWholeWordWhereTheFamilyIgnoresMerges() {
    String[] merges = {"a b"};
    Tokenizer ignoring =
        TestVocabulary.byteLevel("llama-bpe").piece("ab").piece("abc").merges(merges).tokenizer();
    Tokenizer obeying =
        TestVocabulary.byteLevel("smaug-bpe").piece("ab").piece("abc").merges(merges).tokenizer();
    assertArrayEquals(new int[] {FIRST + 1}, encode(ignoring, "abc"));
    assertArrayEquals(new int[] {FIRST, 'c'}, encode(obeying, "abc"));
  }

  @Test
  void takesNoTextForAControlToken() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("llama-bpe")
            .piece("stop", TokenType.CONTROL, 0)
            .piece("st")
            .piece("op")
            .merges("s t", "o p", "st op")
            .tokenizer();
    assertArrayEquals(new int[] {FIRST + 1, FIRST + 2}, encode(tokenizer, "stop"));
    assertArrayEquals(new int[] {FIRST}, tokenizer.encode("stop", false, true));
  }

  @Test
  void dropsBytesWithoutAPieceOrTakesTheUnknownToken() {
    TestVocabulary dropping =
        new TestVocabulary("gpt2").string("tokenizer.ggml.pre", "gpt-2").piece("a").merges();
    assertArrayEquals(new int[] {0, 0}, encode(dropping.tokenizer(), "aéa"));

    TestVocabulary replacing =
        new TestVocabulary("gpt2")
            .string("tokenizer.ggml.pre", "gpt-2")
            .piece("a")
            .piece("<unk>", TokenType.UNKNOWN, 0)
            .id("tokenizer.ggml.unknown_token_id", 1)
            .merges();
    assertArrayEquals(new int[] {0, 1, 0}, encode(replacing.tokenizer(), "a!a"));
  }

  @Test
  void leavesOutMergesThatCanNotBeUsed() {
    Tokenizer tokenizer =
        TestVocabulary.byteLevel("gpt-2")
            .piece("ab")
            .merges("", " ", "a", "nothing such", "x y", "a  b", "a b c", "a b", "a b", " a")
            .tokenizer();
    assertArrayEquals(new int[] {FIRST, 'x', 'y'}, encode(tokenizer, "abxy"));
  }

  @Test
  void addsBosWhereTheFamilyDoesAndTheFileDoesNotSay() {
    TestVocabulary silent =
        TestVocabulary.byteLevel("llama-bpe").id("tokenizer.ggml.bos_token_id", 7).merges();
    assertArrayEquals(new int[] {7, 'a'}, silent.tokenizer().encode("a", true, false));

    TestVocabulary refusing =
        TestVocabulary.byteLevel("llama-bpe")
            .id("tokenizer.ggml.bos_token_id", 7)
            .bool("tokenizer.ggml.add_bos_token", false)
            .merges();
    assertArrayEquals(new int[] {'a'}, refusing.tokenizer().encode("a", true, false));

    TestVocabulary without = TestVocabulary.byteLevel("llama-bpe").merges();
    assertArrayEquals(new int[] {'a'}, without.tokenizer().encode("a", true, false));
  }

  @Test
  void splitsTheDefaultWayWhereTheFileDoesNotSay() {
    Tokenizer tokenizer =
        new TestVocabulary("gpt2").piece("a").piece("-").piece("a-").merges("a -").tokenizer();
    assertArrayEquals(new int[] {0, 1}, encode(tokenizer, "a-"));
  }

  @Test
  void readsWhatIsNotInTheAlphabetAsItIs() {
    Tokenizer tokenizer = TestVocabulary.byteLevel("gpt-2").piece("Ġ→Ġ").merges().tokenizer();
    assertArrayEquals(" → ".getBytes(StandardCharsets.UTF_8), tokenizer.pieceBytes(FIRST));
  }

  private static int[] encode(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false);
  }
}
