package dev.puna.tokenizer;

import java.nio.charset.StandardCharsets;

/** Turns text into the tokens of a model and back. Immutable and thread-safe. */
public interface Tokenizer {
  /** The vocabulary. */
  Vocabulary vocabulary();

  /**
   * The tokens of a text in UTF-8, taken exactly as it is: also a byte that is no well-formed UTF-8
   * is encoded, as that byte. What the vocabulary has no piece for becomes its unknown token, or
   * nothing where it has none.
   *
   * <p>Text of a user-defined token always becomes that token, the longest first.
   *
   * @param addSpecial put the tokens around the text that the model was trained with: BOS before
   *     it, EOS after it, as the file says
   * @param parseSpecial let the text of control tokens, such as {@code <|im_end|>}, become these
   *     tokens; text that is not trusted is to be {@linkplain #guard guarded} before
   */
  int[] encode(byte[] utf8, boolean addSpecial, boolean parseSpecial);

  /**
   * The tokens of a text, see {@link #encode(byte[], boolean, boolean)}. Half a surrogate pair
   * becomes a question mark.
   */
  default int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return encode(text.getBytes(StandardCharsets.UTF_8), addSpecial, parseSpecial);
  }

  /**
   * A text in which the names of control tokens stay text when it is encoded, as a part of another
   * one, with {@code parseSpecial}: there is a mark (U+FDD0, which is no character) in each, which
   * encoding leaves out.
   */
  String guard(String text);

  /**
   * The bytes that a token stands for, often only a part of a character. For a control token they
   * are its name.
   *
   * @throws dev.puna.PunaException if there is no such token
   */
  byte[] pieceBytes(int id);

  /** What a token stands for, to be shown; what is no well-formed UTF-8 is replaced. */
  default String piece(int id) {
    return new String(pieceBytes(id), StandardCharsets.UTF_8);
  }

  /**
   * The text of tokens, without control tokens. Bytes that are no well-formed UTF-8 are replaced;
   * the space that SentencePiece puts before a text is taken away.
   */
  default String decode(int[] ids) {
    StreamingDecoder decoder = new StreamingDecoder(this);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.accept(id));
    }
    return text.append(decoder.flush()).toString();
  }
}
