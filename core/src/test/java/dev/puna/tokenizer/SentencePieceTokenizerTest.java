package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SentencePieceTokenizerTest {
  /** The id of the first piece after the special and byte pieces. */
  private static final int FIRST = 259;

  @Test
  void mergesToTheBestScoreFirst() {
    Tokenizer tokenizer = letters().piece("ab", TokenType.NORMAL, -2).tokenizer();
    // Of ▁a, ab and bc the last has the best score.
    assertArrayEquals(ids("▁a", "bc"), encode(tokenizer, "abc"));
    assertArrayEquals(ids("▁", "bc", "bc"), encode(tokenizer, "bcbc"));
  }

  @Test
  void mergesLeftmostAmongEquals() {
    Tokenizer tokenizer =
        letters()
            .bool("tokenizer.ggml.add_space_prefix", false)
            .piece("aa", TokenType.NORMAL, -1)
            .tokenizer();
    int aa = FIRST + 6;
    assertArrayEquals(new int[] {aa, aa, FIRST + 1}, encode(tokenizer, "aaaaa"));
  }

  @Test
  void writesSpacesAsTheVocabularyDoes() {
    Tokenizer tokenizer = letters().tokenizer();
    assertArrayEquals(ids("▁a", "▁", "▁a"), encode(tokenizer, "a  a"));
    assertEquals("a  a", tokenizer.decode(encode(tokenizer, "a  a")));
    assertEquals(" a", tokenizer.piece(FIRST + 4));
    assertArrayEquals(new int[0], encode(tokenizer, ""));
  }

  @Test
  void fallsBackToBytes() {
    Tokenizer tokenizer = letters().tokenizer();
    assertArrayEquals(
        new int[] {FIRST, 3 + 0xC3, 3 + 0xA9, FIRST + 1, 3}, encode(tokenizer, "éa\0"));
    assertEquals("éa\0", tokenizer.decode(encode(tokenizer, "éa\0")));
  }

  @Test
  void usesTheUnknownTokenWhereThereAreNoBytePieces() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .piece("<unk>", TokenType.UNKNOWN, 0)
            .piece("<s>", TokenType.CONTROL, 0)
            .piece("</s>", TokenType.CONTROL, 0)
            .piece("a")
            .bool("tokenizer.ggml.add_space_prefix", false);
    assertArrayEquals(new int[] {3, 0, 0, 3}, encode(vocabulary.tokenizer(), "aé€a"));
  }

  @Test
  void takesNoTextForAControlOrBytePiece() {
    Tokenizer tokenizer = letters().piece("<s").piece("<").piece("s").piece(">").tokenizer();
    for (String text : new String[] {"<s>", "</s>", "<unk>", "<0x41>"}) {
      int[] ids = encode(tokenizer, text);
      assertEquals(text, tokenizer.decode(ids));
      for (int id : ids) {
        assertEquals(false, tokenizer.vocabulary().type(id).isSpecial());
      }
    }
  }

  @Test
  void beginsEachStretchOfTextWithASpace() {
    Tokenizer tokenizer = letters().tokenizer();
    assertArrayEquals(new int[] {FIRST + 4, 2, FIRST + 4}, tokenizer.encode("a</s>a", false, true));
    assertArrayEquals(new int[] {1, FIRST + 4}, tokenizer.encode("a", true, false));
    assertEquals("a", tokenizer.decode(new int[] {1, FIRST + 4}));
  }

  @Test
  void addsWhatTheFileSays() {
    TestVocabulary vocabulary =
        letters()
            .bool("tokenizer.ggml.add_bos_token", false)
            .bool("tokenizer.ggml.add_eos_token", true);
    assertArrayEquals(new int[] {FIRST + 4, 2}, vocabulary.tokenizer().encode("a", true, false));
  }

  @Test
  void specialTokensOfPhi3TakeTheSpaceAfterThem() {
    TestVocabulary vocabulary =
        letters()
            .string("general.architecture", "phi3")
            .bool("tokenizer.ggml.add_space_prefix", false)
            .piece("<|end|>", TokenType.CONTROL, 0);
    Tokenizer tokenizer = vocabulary.tokenizer();
    int end = FIRST + 6;
    assertArrayEquals(
        new int[] {end, FIRST + 1, end}, tokenizer.encode("<|end|>\n\t a<|end|> \n", false, true));
    assertArrayEquals(new int[] {1, FIRST + 4}, tokenizer.encode("<s> a", false, true));
  }

  @Test
  void anyTextComesBack() {
    Tokenizer tokenizer = letters().piece("😀").piece("中").piece("the▁").tokenizer();
    Random random = new Random(8);
    for (int i = 0; i < 3_000; i++) {
      String text = RandomText.text(random, 12);
      assertEquals(text, tokenizer.decode(encode(tokenizer, text)));
    }
  }

  /** ▁, a, b, c, ▁a and bc. */
  private static TestVocabulary letters() {
    return TestVocabulary.sentencePiece()
        .piece("▁", TokenType.NORMAL, -9)
        .piece("a", TokenType.NORMAL, -9)
        .piece("b", TokenType.NORMAL, -9)
        .piece("c", TokenType.NORMAL, -9)
        .piece("▁a", TokenType.NORMAL, -3)
        .piece("bc", TokenType.NORMAL, -1);
  }

  private static int[] ids(String... pieces) {
    int[] ids = new int[pieces.length];
    Vocabulary vocabulary = letters().tokenizer().vocabulary();
    for (int i = 0; i < pieces.length; i++) {
      ids[i] = vocabulary.find(pieces[i]).orElseThrow();
    }
    return ids;
  }

  private static int[] encode(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false);
  }
}
