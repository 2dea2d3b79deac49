package dev.puna.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of characters as the byte sequences of their UTF-8 form. Each element of the list has 2, 4,
 * 6 or 8 numbers: the least and the last value of the first byte, of the second, and so on.
 */
final class Utf8Ranges {
  private final List<int[]> sequences = new ArrayList<>();

  private Utf8Ranges() {}

  /** The byte sequences of a class; empty where no character is in it. */
  static List<int[]> of(GrammarNode.CharClass characters) {
    Utf8Ranges result = new Utf8Ranges();
    int[] ranges = CodePointRanges.of(characters);
    for (int i = 0; i < ranges.length; i += 2) {
      result.addCharacters(ranges[i], ranges[i + 1]);
    }
    return result.sequences;
  }

  /** Whether a text has no half of a surrogate pair. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Surrogates have no UTF-8 form. */
  private void addCharacters(int low, int high) {
    addWithin(low, high, 0, 0x7F);
    addWithin(low, high, 0x80, 0x7FF);
    addWithin(low, high, 0x800, Character.MIN_SURROGATE - 1);
    addWithin(low, high, Character.MAX_SURROGATE + 1, 0xFFFF);
    addWithin(low, high, 0x10000, Character.MAX_CODE_POINT);
  }

  private void addWithin(int low, int high, int least, int most) {
    add(Math.max(low, least), Math.min(high, most));
  }

  /** A range whose characters all have the same number of bytes. */
  private void add(int low, int high) {
    if (low > high) {
      return;
    }
    int length = low < 0x80 ? 1 : low < 0x800 ? 2 : low < 0x10000 ? 3 : 4;
    for (int i = 1; i < length; i++) {
      // Unless the first bytes agree, the last i bytes must run over all their values.
      int mask = (1 << 6 * i) - 1;
      if ((low & ~mask) != (high & ~mask)) {
        if ((low & mask) != 0) {
          add(low, low | mask);
          add((low | mask) + 1, high);
          return;
        }
        if ((high & mask) != mask) {
          add(low, (high & ~mask) - 1);
          add(high & ~mask, high);
          return;
        }
      }
    }
    int[] sequence = new int[2 * length];
    for (int i = 0; i < length; i++) {
      sequence[2 * i] = byteOf(low, i, length);
      sequence[2 * i + 1] = byteOf(high, i, length);
    }
    sequences.add(sequence);
  }

  private static int byteOf(int codePoint, int i, int length) {
    int bits = codePoint >> 6 * (length - 1 - i);
    if (i > 0) {
      return 0x80 | bits & 0x3F;
    }
    return switch (length) {
      case 1 -> bits;
      case 2 -> 0xC0 | bits;
      case 3 -> 0xE0 | bits;
      default -> 0xF0 | bits;
    };
  }
}
