package dev.puna.tokenizer;

import java.util.Arrays;

/**
 * SentencePiece BPE: characters merge to the piece with the highest score, with {@code ▁} for a
 * space; what no piece stands for is written in byte pieces.
 */
final class SentencePieceTokenizer extends FragmentTokenizer {
  /** UTF-8 of U+2581. */
  private static final byte[] SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

  /** The byte piece of each byte, -1 where there is none. */
  private final int[] bytePieces;

  SentencePieceTokenizer(Vocabulary vocabulary) {
    super(vocabulary);
    this.bytePieces = BytePieces.find(vocabulary);
  }

  @Override
  Encoder encoder(IntList tokens) {
    return new TextEncoder(tokens);
  }

  @Override
  public byte[] pieceBytes(int id) {
    TokenType type = vocabulary().type(id);
    byte[] piece = vocabulary().pieces().bytes(id);
    if (type == TokenType.BYTE) {
      return BytePieces.read(piece);
    }
    return type.isText() && type != TokenType.USER_DEFINED ? unescape(piece) : piece;
  }

  /** Writes spaces as the vocabulary does, and puts one before the text where it wants one. */
  private byte[] escape(byte[] text, int from, int to) {
    int spaces = vocabulary().addsSpacePrefix() ? 1 : 0;
    int length = to - from + spaces;
    for (int i = from; i < to; i++) {
      spaces += text[i] == ' ' ? 1 : 0;
    }
    byte[] escaped = new byte[Math.addExact(length, Math.multiplyExact(2, spaces))];
    int end = 0;
    if (vocabulary().addsSpacePrefix()) {
      System.arraycopy(SPACE, 0, escaped, 0, SPACE.length);
      end = SPACE.length;
    }
    for (int i = from; i < to; i++) {
      if (text[i] == ' ') {
        System.arraycopy(SPACE, 0, escaped, end, SPACE.length);
        end += SPACE.length;
      } else {
        escaped[end++] = text[i];
      }
    }
    return escaped;
  }

  private static byte[] unescape(byte[] piece) {
    byte[] text = new byte[piece.length];
    int end = 0;
    for (int i = 0; i < piece.length; i++) {
      if (i + 2 < piece.length
          && piece[i] == SPACE[0]
          && piece[i + 1] == SPACE[1]
          && piece[i + 2] == SPACE[2]) {
        text[end++] = ' ';
        i += 2;
      } else {
        text[end++] = piece[i];
      }
    }
    return Arrays.copyOf(text, end);
  }

  /** Encodes text after text. */
  private final class TextEncoder extends PairMerger implements Encoder {
    private final IntList tokens;

    TextEncoder(IntList tokens) {
      this.tokens = tokens;
    }

    @Override
    public void encode(byte[] text, int from, int to) {
      byte[] escaped = escape(text, from, to);
      begin(escaped, escaped.length);
      for (int at = 0; at < escaped.length; ) {
        int length = Utf8.length(escaped, at, escaped.length);
        add(vocabulary().findText(escaped, at, at + length), at);
        at += length;
      }
      merge();
      for (int symbol = 0; symbol >= 0; symbol = next(symbol)) {
        if (piece(symbol) >= 0) {
          tokens.add(piece(symbol));
        } else {
          addBytes(escaped, start(symbol), end(symbol));
        }
      }
    }

    @Override
    long pair(byte[] text, int from, int middle, int to) {
      int id = vocabulary().findText(text, from, to);
      return id < 0 ? NONE : (long) order(vocabulary().score(id)) << 32 | id;
    }

    private void addBytes(byte[] text, int from, int to) {
      for (int i = from; i < to; i++) {
        int id = bytePieces[text[i] & 0xFF];
        if (id < 0) {
          addUnknown(tokens);
          return;
        }
        tokens.add(id);
      }
    }

    /** A number that is the lower the higher the score. */
    private static int order(float score) {
      int bits = Float.floatToIntBits(score + 0.0f); // makes -0 to 0
      return ~(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
  }
}
