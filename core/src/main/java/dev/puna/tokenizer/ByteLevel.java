package dev.puna.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The alphabet of byte-level vocabularies, where each byte is written as a printable character:
 * visible Latin-1 characters as themselves, the other bytes, in order, from U+0100 on. A space is
 * {@code Ġ}.
 */
final class ByteLevel {
  private static final int LETTERS = 0x144;

  /** The character of each byte; all are below U+0800, so one or two bytes of UTF-8. */
  private static final char[] CHARACTERS = new char[256];

  /** The byte of each character, -1 where the character is not of the alphabet. */
  private static final short[] BYTES = new short[LETTERS];

  static {
    Arrays.fill(BYTES, (short) -1);
    char next = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean visible =
          value > ' ' && value < 0x7F || value > 0xA0 && value <= 0xFF && value != 0xAD;
      CHARACTERS[value] = visible ? (char) value : next++;
      BYTES[CHARACTERS[value]] = (short) value;
    }
  }

  private ByteLevel() {}

  /** Bytes of UTF-8 that the character of a byte takes. */
  static int length(byte value) {
    return CHARACTERS[value & 0xFF] < 0x80 ? 1 : 2;
  }

  /**
   * Writes the character of a byte as UTF-8.
   *
   * @return its length
   */
  static int write(byte value, byte[] target, int at) {
    char character = CHARACTERS[value & 0xFF];
    if (character < 0x80) {
      target[at] = (byte) character;
      return 1;
    }
    target[at] = (byte) (0xC0 | character >> 6);
    target[at + 1] = (byte) (0x80 | character & 0x3F);
    return 2;
  }

  /** The bytes that a piece stands for; a character outside of the alphabet stands for itself. */
  static byte[] read(byte[] piece) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(piece.length);
    for (int at = 0; at < piece.length; ) {
      int codePoint = Utf8.codePoint(piece, at, piece.length);
      int length = Utf8.length(piece, at, piece.length);
      if (codePoint < LETTERS && BYTES[codePoint] >= 0) {
        bytes.write(BYTES[codePoint]);
      } else {
        bytes.write(piece, at, length);
      }
      at += length;
    }
    return bytes.toByteArray();
  }
}
