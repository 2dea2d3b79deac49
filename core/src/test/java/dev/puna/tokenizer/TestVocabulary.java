package dev.puna.tokenizer;

import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.GgufValueType;
import dev.puna.gguf.GgufWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A small vocabulary made for a test, as the metadata of a GGUF file. */
final class TestVocabulary {
  private final GgufWriter writer = new GgufWriter();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();

  /** A vocabulary for a tokenizer: {@code gpt2}, {@code llama}. */
  TestVocabulary(String model) {
    writer.string("tokenizer.ggml.model", model);
  }

  /** A byte-level vocabulary with a piece for every byte, its id the byte. */
  static TestVocabulary byteLevel(String preTokenizer) {
    TestVocabulary vocabulary =
        new TestVocabulary("gpt2").string("tokenizer.ggml.pre", preTokenizer);
    byte[] written = new byte[2];
    for (int value = 0; value < 256; value++) {
      int length = ByteLevel.write((byte) value, written, 0);
      vocabulary.piece(new String(written, 0, length, StandardCharsets.UTF_8));
    }
    return vocabulary;
  }

  /** A SentencePiece vocabulary with its three special and 256 byte pieces. */
  static TestVocabulary sentencePiece() {
    TestVocabulary vocabulary =
        new TestVocabulary("llama")
            .piece("<unk>", TokenType.UNKNOWN, 0)
            .piece("<s>", TokenType.CONTROL, 0)
            .piece("</s>", TokenType.CONTROL, 0);
    for (int value = 0; value < 256; value++) {
      vocabulary.piece(String.format("<0x%02X>", value), TokenType.BYTE, 0);
    }
    return vocabulary;
  }

  TestVocabulary piece(String text) {
    return piece(text, TokenType.NORMAL, 0);
  }

  TestVocabulary piece(String text, TokenType type, float score) {
    tokens.add(text);
    types.add(type.ordinal());
    scores.add(score);
    return this;
  }

  TestVocabulary string(String key, String value) {
    writer.string(key, value);
    return this;
  }

  TestVocabulary bool(String key, boolean value) {
    writer.bool(key, value);
    return this;
  }

  TestVocabulary id(String key, int value) {
    writer.uint32(key, value);
    return this;
  }

  TestVocabulary value(String key, GgufValueType type, Object value) {
    writer.value(key, type, value);
    return this;
  }

  TestVocabulary merges(String... merges) {
    writer.strings("tokenizer.ggml.merges", List.of(merges));
    return this;
  }

  int size() {
    return tokens.size();
  }

  /** The metadata, with tokens, types and scores. */
  GgufMetadata metadata() {
    writer.strings("tokenizer.ggml.tokens", tokens);
    writer.array("tokenizer.ggml.token_type", GgufValueType.INT32, types);
    writer.array("tokenizer.ggml.scores", GgufValueType.FLOAT32, scores);
    return bare();
  }

  /** The metadata, with what was given by key only. */
  GgufMetadata bare() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(Channels.newChannel(bytes));
    try (GgufFile file = GgufFile.of(MemorySegment.ofArray(bytes.toByteArray()))) {
      return file.metadata();
    }
  }

  Tokenizer tokenizer() {
    return Tokenizers.from(metadata()).orElseThrow();
  }
}
