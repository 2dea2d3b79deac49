package dev.puna.tokenizer;

import java.util.Arrays;

/** Pieces that stand for one byte, written {@code <0x41>}. */
final class BytePieces {
  private static final int LENGTH = 6;

  private BytePieces() {}

  /** The byte that a piece stands for; the piece itself where it is not written like that. */
  static byte[] read(byte[] piece) {
    int value = value(piece);
    return value < 0 ? piece : new byte[] {(byte) value};
  }

  /** The piece of each byte, -1 where there is none. */
  static int[] find(Vocabulary vocabulary) {
    int[] ids = new int[256];
    Arrays.fill(ids, -1);
    PieceTable pieces = vocabulary.pieces();
    for (int id = 0; id < pieces.size(); id++) {
      if (vocabulary.type(id) == TokenType.BYTE) {
        int value = value(pieces.bytes(id));
        if (value >= 0 && ids[value] < 0) {
          ids[value] = id;
        }
      }
    }
    return ids;
  }

  /** The byte, or -1 where the piece is not written like one. */
  private static int value(byte[] piece) {
    if (piece.length != LENGTH
        || piece[0] != '<'
        || piece[1] != '0'
        || piece[2] != 'x'
        || piece[5] != '>') {
      return -1;
    }
    int high = Character.digit(piece[3], 16);
    int low = Character.digit(piece[4], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
