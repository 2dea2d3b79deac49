package dev.puna.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns tokens into text one by one as they are generated. A character is returned when it is
 * complete, never half of one; bytes that can not become one are replaced by U+FFFD. For one text
 * and one thread.
 */
public final class StreamingDecoder {
  private final Tokenizer tokenizer;
  private final boolean showsSpecial;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The bytes of a character whose end is still to come; at most three. */
  private byte[] pending = new byte[0];

  /** Whether the next piece of text loses a space at its start. */
  private boolean stripsSpace;

  /** Creates a decoder for a whole text, without control tokens. */
  public StreamingDecoder(Tokenizer tokenizer) {
    this(tokenizer, true, false);
  }

  /**
   * Creates a decoder.
   *
   * @param startsText whether the text starts here: then the space that SentencePiece puts before a
   *     text is taken away. False where the tokens go on with a text
   * @param showsSpecial whether control tokens are returned, as their names
   */
  public StreamingDecoder(Tokenizer tokenizer, boolean startsText, boolean showsSpecial) {
    this.tokenizer = tokenizer;
    this.showsSpecial = showsSpecial;
    this.stripsSpace = startsText && tokenizer.vocabulary().addsSpacePrefix();
  }

  /**
   * Takes the next token.
   *
   * @return the text that is complete with it, often empty
   * @throws dev.puna.PunaException if there is no such token
   */
  public String accept(int id) {
    if (!showsSpecial && tokenizer.vocabulary().type(id).isSpecial()) {
      return "";
    }
    byte[] piece = tokenizer.pieceBytes(id);
    int start = 0;
    if (stripsSpace && piece.length > 0) {
      start = piece[0] == ' ' ? 1 : 0;
      stripsSpace = false;
    }
    return decode(piece, start, false);
  }

  /** Ends the text: returns a replacement character where the last character is not complete. */
  public String flush() {
    return decode(new byte[0], 0, true);
  }

  private String decode(byte[] bytes, int start, boolean isEnd) {
    ByteBuffer input = ByteBuffer.allocate(pending.length + bytes.length - start);
    input.put(pending).put(bytes, start, bytes.length - start).flip();
    // Never more characters than bytes: one byte gives at most one.
    CharBuffer output = CharBuffer.allocate(input.remaining());
    decoder.decode(input, output, isEnd);
    if (isEnd) {
      decoder.flush(output);
      decoder.reset();
    }
    pending = new byte[input.remaining()];
    input.get(pending);
    return output.flip().toString();
  }
}
