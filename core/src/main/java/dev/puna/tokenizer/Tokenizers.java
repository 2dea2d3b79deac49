package dev.puna.tokenizer;

import dev.puna.PunaException;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.Quoted;
import dev.puna.gguf.Utf8Strings;
import java.util.Optional;

/** Makes the tokenizer that a GGUF file asks for. */
public final class Tokenizers {
  /** The {@code tokenizer.ggml.model} of SentencePiece BPE. */
  static final String SENTENCE_PIECE = "llama";

  private static final String BYTE_LEVEL = "gpt2";
  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE_TOKENIZER = "tokenizer.ggml.pre";
  private static final String MERGES = "tokenizer.ggml.merges";

  private Tokenizers() {}

  /**
   * The tokenizer of a file; empty where the file has none ({@code no_vocab}, {@code test}): such a
   * model takes and gives token ids only.
   *
   * @throws PunaException if the file wants a tokenizer that Puna does not know, or its vocabulary
   *     is damaged
   */
  public static Optional<Tokenizer> from(GgufMetadata metadata) {
    String model = model(metadata);
    return switch (model) {
      case "none", "no_vocab", "test" -> Optional.empty();
      case SENTENCE_PIECE -> Optional.of(new SentencePieceTokenizer(Vocabulary.from(metadata)));
      case BYTE_LEVEL -> Optional.of(byteLevel(metadata));
      default ->
          throw new PunaException(
              MODEL
                  + " is "
                  + Quoted.of(model)
                  + ", a tokenizer that Puna does not know; known are "
                  + BYTE_LEVEL
                  + " and "
                  + SENTENCE_PIECE);
    };
  }

  private static Tokenizer byteLevel(GgufMetadata metadata) {
    if (!metadata.contains(PRE_TOKENIZER)) {
      Warnings.log(
          "the file has no "
              + PRE_TOKENIZER
              + ": text is split the default way, which may not be the model's;"
              + " convert the model anew for better answers");
    }
    PreTokenizer preTokenizer = preTokenizer(metadata);
    Vocabulary vocabulary = Vocabulary.from(metadata);
    Utf8Strings merges = metadata.utf8(MERGES).orElse(null);
    if (merges == null) {
      throw new PunaException(
          "the vocabulary is damaged: " + MERGES + ", which a gpt2 tokenizer needs, is missing");
    }
    return new BpeTokenizer(vocabulary, preTokenizer, new PieceTable(merges));
  }

  static String model(GgufMetadata metadata) {
    return metadata.string(MODEL).orElse("none");
  }

  static PreTokenizer preTokenizer(GgufMetadata metadata) {
    return PreTokenizer.named(metadata.string(PRE_TOKENIZER).orElse("default"));
  }
}
