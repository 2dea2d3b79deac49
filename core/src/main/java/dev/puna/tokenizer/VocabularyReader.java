package dev.puna.tokenizer;

import dev.puna.PunaException;
import dev.puna.gguf.GgufMetadata;
import dev.puna.gguf.Utf8Strings;
import java.util.OptionalLong;

/** Reads a vocabulary from the {@code tokenizer.ggml} keys of a file. */
final class VocabularyReader {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  private final GgufMetadata metadata;

  VocabularyReader(GgufMetadata metadata) {
    this.metadata = metadata;
  }

  Vocabulary read() {
    Utf8Strings tokens = metadata.utf8(TOKENS).orElse(null);
    if (tokens == null || tokens.offsets().length == 1) {
      throw new PunaException("the file has no vocabulary: " + TOKENS + " is missing or empty");
    }
    PieceTable pieces = new PieceTable(tokens);
    boolean isSentencePiece = Tokenizers.model(metadata).equals(Tokenizers.SENTENCE_PIECE);
    int turnEnd = EndOfGeneration.turnEnd(pieces);
    SpecialIds ids =
        new SpecialIds(
            id("tokenizer.ggml.bos_token_id", isSentencePiece ? 1 : -1, pieces),
            id("tokenizer.ggml.eos_token_id", isSentencePiece ? 2 : -1, pieces),
            id("tokenizer.ggml.eot_token_id", turnEnd, pieces),
            id("tokenizer.ggml.eom_token_id", pieces.find("<|eom_id|>"), pieces),
            id("tokenizer.ggml.unknown_token_id", isSentencePiece ? 0 : -1, pieces),
            id("tokenizer.ggml.padding_token_id", -1, pieces));
    byte[] types = types(pieces.size());
    int[] ends =
        EndOfGeneration.find(
            pieces,
            types,
            ids.eos(),
            ids.eot(),
            ids.eom(),
            id("tokenizer.ggml.fim_pad_token_id", -1, pieces),
            id("tokenizer.ggml.fim_rep_token_id", -1, pieces),
            id("tokenizer.ggml.fim_sep_token_id", -1, pieces));
    boolean addsBos = isSentencePiece || Tokenizers.preTokenizer(metadata).addsBos();
    return new Vocabulary(
        pieces,
        types,
        scores(pieces.size()),
        ids,
        ends,
        metadata.bool("tokenizer.ggml.add_bos_token").orElse(addsBos),
        metadata.bool("tokenizer.ggml.add_eos_token").orElse(false),
        metadata.bool("tokenizer.ggml.add_space_prefix").orElse(isSentencePiece),
        isSentencePiece && isPhi3());
  }

  /** Files do not say so, but Phi-3 was trained with special tokens that take the space after. */
  private boolean isPhi3() {
    return metadata.string("general.architecture").orElse("").equals("phi3");
  }

  private byte[] types(int size) {
    String key = "tokenizer.ggml.token_type";
    int[] numbers = metadata.ints(key).orElse(null);
    byte[] types = new byte[size];
    if (numbers != null) {
      checkLength(key, numbers.length, size);
    }
    for (int i = 0; i < size; i++) {
      TokenType type = numbers == null ? TokenType.NORMAL : TokenType.of(numbers[i]);
      types[i] = (byte) type.ordinal();
    }
    return types;
  }

  private float[] scores(int size) {
    String key = "tokenizer.ggml.scores";
    float[] scores = metadata.floats(key).orElse(new float[0]);
    if (scores.length > 0) {
      checkLength(key, scores.length, size);
    }
    return scores;
  }

  private static void checkLength(String key, int length, int size) {
    if (length < size) {
      throw new PunaException(key + " has " + length + " elements, but " + TOKENS + " has " + size);
    }
  }

  /** An id that the file names, or what it is where the file names none that exists. */
  private int id(String key, int otherwise, PieceTable pieces) {
    OptionalLong id = metadata.integer(key);
    if (id.isPresent() && id.getAsLong() >= 0 && id.getAsLong() < pieces.size()) {
      return (int) id.getAsLong();
    }
    if (id.isPresent()) {
      Warnings.log(
          key
              + " is "
              + id.getAsLong()
              + ", but the vocabulary has "
              + pieces.size()
              + " pieces; it is ignored");
    }
    return otherwise < pieces.size() ? otherwise : -1;
  }
}
