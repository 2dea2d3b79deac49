package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import dev.puna.gguf.GgufArray;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufFormatException;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufValueType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may say wrong about its vocabulary. */
class DamagedVocabularyTest {

  @ParameterizedTest
  @ValueSource(strings = {"no_vocab", "none", "test"})
  void aFileWithoutATokenizerIsNoError(String model) {
    assertEquals(Optional.empty(), Tokenizers.from(new TestVocabulary(model).bare()));
  }

  @Test
  void aFileThatSaysNothingHasNoTokenizer() {
    byte[] empty = {'G', 'G', 'U', 'F', 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    try (GgufFile file = GgufFile.of(MemorySegment.ofArray(empty))) {
      assertEquals(Optional.empty(), Tokenizers.from(file.metadata()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t5", "bert", "rwkv", ""})
  void anUnknownTokenizerIsRefusedWithTheKnownOnes(String model) {
    GgufMetadata metadata = new TestVocabulary(model).bare();
    assertRefused("\"" + model + "\", a tokenizer that Puna does not know", metadata);
    assertRefused("known are gpt2 and llama", metadata);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void aVocabularyWithoutPiecesIsRefused(String model) {
    assertRefused("tokenizer.ggml.tokens is missing or empty", new TestVocabulary(model).bare());
    assertRefused(
        "tokenizer.ggml.tokens is missing or empty", new TestVocabulary(model).merges().metadata());
  }

  @Test
  void missingMergesAreRefused() {
    assertRefused("tokenizer.ggml.merges", TestVocabulary.byteLevel("gpt-2").metadata());
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    for (String key : List.of("token_type", "scores")) {
      GgufValueType type = key.equals("scores") ? GgufValueType.FLOAT32 : GgufValueType.INT32;
      TestVocabulary vocabulary =
          new TestVocabulary("llama")
              .value("tokenizer.ggml.tokens", GgufValueType.ARRAY, strings("a", "b"))
              .value(
                  "tokenizer.ggml." + key,
                  GgufValueType.ARRAY,
                  new GgufArray(type, key.equals("scores") ? List.of(1f) : List.of(1)));
      assertRefused("tokenizer.ggml." + key + " has 1 elements", vocabulary.bare());
    }
  }

  @Test
  void valuesOfAnotherTypeAreRefusedByTheirKey() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .value("tokenizer.ggml.tokens", GgufValueType.ARRAY, strings("a"))
            .string("tokenizer.ggml.scores", "many");
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> Tokenizers.from(vocabulary.bare()));
    assertTrue(e.toString().contains("tokenizer.ggml.scores"), e.toString());
  }

  @Test
  void idsOutsideOfTheVocabularyAreIgnored() {
    Vocabulary vocabulary =
        TestVocabulary.byteLevel("llama-bpe")
            .id("tokenizer.ggml.bos_token_id", 256)
            .id("tokenizer.ggml.eos_token_id", -1)
            .value("tokenizer.ggml.padding_token_id", GgufValueType.INT32, -1)
            .value("tokenizer.ggml.eot_token_id", GgufValueType.UINT64, Long.MAX_VALUE)
            .merges()
            .tokenizer()
            .vocabulary();
    assertEquals(OptionalInt.empty(), vocabulary.bos());
    assertEquals(OptionalInt.empty(), vocabulary.eos());
    assertEquals(OptionalInt.empty(), vocabulary.padding());
    assertArrayEquals(new int[0], vocabulary.endOfGeneration());
  }

  @Test
  void defaultIdsOfASmallVocabularyAreIgnored() {
    Tokenizer tokenizer = new TestVocabulary("llama").piece("a").tokenizer();
    assertEquals(OptionalInt.empty(), tokenizer.vocabulary().bos());
    assertArrayEquals(new int[] {0, 0}, tokenizer.encode("a", true, true));
  }

  @Test
  void aTokenOutsideOfTheVocabularyIsNamed() {
    Tokenizer tokenizer = TestVocabulary.byteLevel("gpt-2").merges().tokenizer();
    for (int id : new int[] {-1, 256, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      PunaException e = assertThrows(PunaException.class, () -> tokenizer.piece(id));
      assertEquals(
          "token " + id + " is not in the vocabulary, whose ids are 0 to 255", e.getMessage());
      assertThrows(PunaException.class, () -> tokenizer.decode(new int[] {id}));
      assertThrows(PunaException.class, () -> tokenizer.vocabulary().score(id));
    }
  }

  @Test
  void oddPiecesDoNoHarm() {
    Tokenizer tokenizer =
        TestVocabulary.sentencePiece()
            .piece("")
            .piece("same")
            .piece("same")
            .piece("<0xZZ>", TokenType.BYTE, 0)
            .piece("<0x4", TokenType.BYTE, 0)
            .piece("<0x41>", TokenType.BYTE, Float.NaN)
            .piece("nan", TokenType.NORMAL, Float.NaN)
            .piece("▁", TokenType.UNUSED, Float.POSITIVE_INFINITY)
            .tokenizer();
    assertEquals(OptionalInt.of(260), tokenizer.vocabulary().find("same"));
    assertEquals("<0xZZ>", tokenizer.piece(262));
    assertEquals("A", tokenizer.piece(264));
    assertEquals("same nan", tokenizer.decode(tokenizer.encode("same nan", false, false)));
  }

  @Test
  void typesWithoutAMeaningAreUndefined() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .value("tokenizer.ggml.tokens", GgufValueType.ARRAY, strings("a", "b"))
            .value(
                "tokenizer.ggml.token_type",
                GgufValueType.ARRAY,
                new GgufArray(GgufValueType.INT32, List.of(-1, 99)));
    Tokenizer tokenizer = Tokenizers.from(vocabulary.bare()).orElseThrow();
    assertEquals(TokenType.UNDEFINED, tokenizer.vocabulary().type(1));
    assertEquals("ab", tokenizer.decode(new int[] {0, 1}));
  }

  /** Flips bytes of a real file: it opens and works, or is refused with a message. */
  @Test
  void aDamagedFileIsRefusedOrWorks() throws IOException {
    byte[] whole = Files.readAllBytes(VocabularyFile.demo().path());
    Random random = new Random(4);
    int working = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      try (GgufFile file = GgufFile.of(MemorySegment.ofArray(bytes))) {
        Tokenizer tokenizer = Tokenizers.from(file.metadata()).orElse(null);
        if (tokenizer != null) {
          tokenizer.decode(tokenizer.encode(RandomText.text(random, 20), true, true));
          working++;
        }
      } catch (PunaException | GgufFormatException e) {
        assertTrue(e.toString().length() > 40, e.toString());
      }
    }
    assertTrue(working > 20, "only " + working + " files were opened");
  }

  private static GgufArray strings(String... strings) {
    return new GgufArray(GgufValueType.STRING, List.of(strings));
  }

  private static void assertRefused(String message, GgufMetadata metadata) {
    PunaException e = assertThrows(PunaException.class, () -> Tokenizers.from(metadata));
    assertTrue(e.toString().contains(message), e.toString());
  }
}
