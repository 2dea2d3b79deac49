package dev.puna.tokenizer;

import dev.puna.PunaException;
import dev.puna.gguf.GgufMetadata;
import java.util.OptionalInt;

/**
 * The pieces of a model's vocabulary, numbered from 0, and what the file says about them. Immutable
 * and thread-safe.
 */
public final class Vocabulary {
  private final PieceTable pieces;
  private final byte[] types;
  private final float[] scores;
  private final SpecialIds ids;
  private final int[] endOfGeneration;
  private final boolean addsBos;
  private final boolean addsEos;
  private final boolean addsSpacePrefix;
  private final boolean specialsTakeSpace;

  Vocabulary(
      PieceTable pieces,
      byte[] types,
      float[] scores,
      SpecialIds ids,
      int[] endOfGeneration,
      boolean addsBos,
      boolean addsEos,
      boolean addsSpacePrefix,
      boolean specialsTakeSpace) {
    this.pieces = pieces;
    this.types = types;
    this.scores = scores;
    this.ids = ids;
    this.endOfGeneration = endOfGeneration;
    this.addsBos = addsBos;
    this.addsEos = addsEos;
    this.addsSpacePrefix = addsSpacePrefix;
    this.specialsTakeSpace = specialsTakeSpace;
  }

  /**
   * Reads the vocabulary of a file.
   *
   * @throws PunaException if the file has none, or one that contradicts itself
   */
  public static Vocabulary from(GgufMetadata metadata) {
    return new VocabularyReader(metadata).read();
  }

  /** How many pieces there are; ids are below it. */
  public int size() {
    return pieces.size();
  }

  /**
   * A piece as the file writes it: in byte-level vocabularies with {@code Ġ} for a space, in
   * SentencePiece ones with {@code ▁}. See {@link Tokenizer#pieceBytes} for what it stands for.
   */
  public String text(int id) {
    return pieces.text(check(id));
  }

  /** What a piece is for. */
  public TokenType type(int id) {
    return TokenType.of(types[check(id)]);
  }

  /** The score of a piece: SentencePiece merges to the highest first. 0 where the file has none. */
  public float score(int id) {
    check(id);
    return scores.length == 0 ? 0 : scores[id];
  }

  /** The piece that is written like this in the file; the first, where there are several. */
  public OptionalInt find(String text) {
    return optional(pieces.find(text));
  }

  /** The token that begins a text. */
  public OptionalInt bos() {
    return optional(ids.bos());
  }

  /** The token that ends a text. */
  public OptionalInt eos() {
    return optional(ids.eos());
  }

  /** The token that ends a turn of a chat. */
  public OptionalInt eot() {
    return optional(ids.eot());
  }

  /** The token that ends a message after which the model wants to go on, as after a tool call. */
  public OptionalInt eom() {
    return optional(ids.eom());
  }

  /** The token for text that the vocabulary can not express. */
  public OptionalInt unknown() {
    return optional(ids.unknown());
  }

  /** The token that fills up. */
  public OptionalInt padding() {
    return optional(ids.padding());
  }

  /** Whether generation ends at a token: eos, eot, eom and whatever else ends an answer. */
  public boolean isEndOfGeneration(int id) {
    for (int end : endOfGeneration) {
      if (end == id) {
        return true;
      }
    }
    return false;
  }

  /** The tokens at which generation ends, ascending. */
  public int[] endOfGeneration() {
    return endOfGeneration.clone();
  }

  /** Whether the model was trained with {@link #bos()} before a text. */
  public boolean addsBos() {
    return addsBos;
  }

  /** Whether the model was trained with {@link #eos()} after a text. */
  public boolean addsEos() {
    return addsEos;
  }

  /** Whether text begins with a space that is not in it (SentencePiece). */
  public boolean addsSpacePrefix() {
    return addsSpacePrefix;
  }

  /** Whether a special token in a text takes the white space after it away. */
  boolean takesSpaceAfter(int id) {
    if (!specialsTakeSpace) {
      return false;
    }
    String text = text(id);
    return !text.equals("<unk>") && !text.equals("<s>") && !text.equals("<|endoftext|>");
  }

  /** The texts of the pieces. */
  PieceTable pieces() {
    return pieces;
  }

  /** The piece that plain text {@code text[from, to)} may become by merging, or -1. */
  int findText(byte[] text, int from, int to) {
    int id = pieces.find(text, from, to);
    return id >= 0 && TokenType.of(types[id]).isText() ? id : -1;
  }

  private int check(int id) {
    if (id < 0 || id >= size()) {
      throw new PunaException(
          "token " + id + " is not in the vocabulary, whose ids are 0 to " + (size() - 1));
    }
    return id;
  }

  private static OptionalInt optional(int id) {
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
