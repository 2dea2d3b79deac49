package dev.puna.tokenizer;

import dev.puna.gguf.Utf8Strings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The texts of a vocabulary's pieces as UTF-8, one after the other in one array, and an index of
 * them by their bytes. Where two pieces have the same text, the first is found.
 */
final class PieceTable {
  private final byte[] bytes;

  /** Piece {@code id} is {@code bytes[offsets[id], offsets[id + 1])}. */
  private final int[] offsets;

  /** Open addressing; id plus one, 0 where the slot is free. */
  private final int[] slots;

  private final int longest;

  PieceTable(Utf8Strings pieces) {
    bytes = pieces.bytes();
    offsets = pieces.offsets();
    int count = offsets.length - 1;
    int most = 0;
    for (int id = 0; id < count; id++) {
      most = Math.max(most, offsets[id + 1] - offsets[id]);
    }
    longest = most;
    slots = new int[Integer.highestOneBit(Math.max(count, 8)) << 2];
    for (int id = 0; id < count; id++) {
      int slot = slot(bytes, offsets[id], offsets[id + 1]);
      if (slots[slot] == 0) {
        slots[slot] = id + 1;
      }
    }
  }

  int size() {
    return offsets.length - 1;
  }

  /** Bytes of the longest piece. */
  int longest() {
    return longest;
  }

  /** Bytes of a piece. */
  int length(int id) {
    return offsets[id + 1] - offsets[id];
  }

  /** The byte of a piece at {@code index}. */
  byte at(int id, int index) {
    return bytes[offsets[id] + index];
  }

  byte[] bytes(int id) {
    return Arrays.copyOfRange(bytes, offsets[id], offsets[id + 1]);
  }

  String text(int id) {
    return new String(bytes, offsets[id], length(id), StandardCharsets.UTF_8);
  }

  /** The piece whose text is {@code text[from, to)}, or -1; never an empty one. */
  int find(byte[] text, int from, int to) {
    return to - from > longest || from == to ? -1 : slots[slot(text, from, to)] - 1;
  }

  /** The piece with this text, or -1. */
  int find(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return find(utf8, 0, utf8.length);
  }

  private int slot(byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int slot = Hashing.hash(text, from, to) & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      if (Arrays.equals(bytes, offsets[id], offsets[id + 1], text, from, to)) {
        break;
      }
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
