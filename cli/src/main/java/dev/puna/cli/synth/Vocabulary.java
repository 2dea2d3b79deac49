package dev.puna.cli.synth;

import dev.puna.gguf.GgufValueType;
import dev.puna.gguf.GgufWriter;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a vocabulary, what each is for, and the merges that make words of them. */
final class Vocabulary {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private final String model;
  private final List<String> pieces = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();

  private Vocabulary(String model) {
    this.model = model;
  }

  /**
   * Byte-level: the 256 bytes, then words, then control tokens.
   *
   * @param firstControl id of the first control token
   * @param size number of tokens in all
   */
  static Vocabulary byteLevel(int firstControl, int size) {
    Vocabulary vocabulary = new Vocabulary("gpt2");
    String[] letters = byteLetters();
    for (String letter : letters) {
      vocabulary.add(letter, NORMAL);
    }
    for (Word word : Word.make(firstControl - letters.length, letters[' '].charAt(0))) {
      vocabulary.add(word.text(), NORMAL);
      vocabulary.merges.add(word.left() + " " + word.right());
    }
    for (int i = 0; firstControl + i < size; i++) {
      vocabulary.add("<|reserved_special_token_" + i + "|>", CONTROL);
    }
    return vocabulary;
  }

  /**
   * SentencePiece: control tokens, the 256 bytes, words, and the printable characters.
   *
   * @param controls the control tokens
   * @param unknown id of the one that stands for what is unknown
   * @param size number of tokens in all
   */
  static Vocabulary sentencePiece(List<String> controls, int unknown, int size) {
    Vocabulary vocabulary = new Vocabulary("llama");
    for (String control : controls) {
      vocabulary.add(control, vocabulary.pieces.size() == unknown ? UNKNOWN : CONTROL);
    }
    for (int value = 0; value < 256; value++) {
      vocabulary.add("<0x%02X>".formatted(value), BYTE);
    }
    char space = '▁';
    int characters = '~' - ' ';
    for (Word word : Word.make(size - vocabulary.pieces.size() - characters - 1, space)) {
      vocabulary.add(word.text(), NORMAL);
    }
    vocabulary.add(String.valueOf(space), NORMAL);
    for (char character = '!'; character <= '~'; character++) {
      vocabulary.add(String.valueOf(character), NORMAL);
    }
    return vocabulary;
  }

  private void add(String piece, int type) {
    pieces.add(piece);
    types.add(type);
  }

  /** Names a control token. */
  void control(int id, String piece) {
    pieces.set(id, piece);
  }

  /**
   * Writes the keys.
   *
   * @param split how text is split before merging, by the name that llama.cpp has for it
   */
  void write(GgufWriter writer, String split) {
    writer
        .string("tokenizer.ggml.model", model)
        .string("tokenizer.ggml.pre", split)
        .strings("tokenizer.ggml.tokens", pieces)
        .array("tokenizer.ggml.token_type", GgufValueType.INT32, types);
    if (!merges.isEmpty()) {
      writer.strings("tokenizer.ggml.merges", merges);
    }
  }

  /**
   * How byte-level vocabularies write each byte: visible Latin-1 characters as themselves, the
   * others from U+0100 on.
   */
  private static String[] byteLetters() {
    String[] letters = new String[256];
    char next = 0x100;
    for (int value = 0; value < letters.length; value++) {
      boolean isVisible = value > ' ' && value < 0x7F || value > 0xA0 && value != 0xAD;
      letters[value] = String.valueOf(isVisible ? (char) value : next++);
    }
    return letters;
  }
}
