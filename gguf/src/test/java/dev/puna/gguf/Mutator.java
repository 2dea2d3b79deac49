package dev.puna.gguf;

import java.util.Arrays;
import java.util.Random;

/**
 * Damages files in ways that reach deep into a reader: mostly valid, wrong in one to four places.
 */
final class Mutator {
  private static final long[] AWKWARD = {
    0,
    1,
    2,
    7,
    8,
    9,
    12,
    13,
    31,
    32,
    33,
    255,
    256,
    65_535,
    65_536,
    0x7FFFFFFFL,
    0x80000000L,
    0xFFFFFFFFL,
    1L << 32,
    1L << 60,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8,
    -32
  };

  private final Random random;

  Mutator(long seed) {
    random = new Random(seed);
  }

  /** A damaged copy. */
  byte[] mutate(byte[] original) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> write(bytes, at, AWKWARD[random.nextInt(AWKWARD.length)], 8);
      case 3 -> write(bytes, at, AWKWARD[random.nextInt(AWKWARD.length)], 4);
      case 4 -> write(bytes, at, bytes.length + random.nextInt(-64, 64), 8);
      case 5 -> {
        int length = Math.min(1 + random.nextInt(40), bytes.length - at);
        System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
      }
      default -> {
        return resize(bytes, at);
      }
    }
    return bytes;
  }

  private static void write(byte[] bytes, int at, long value, int size) {
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >>> 8 * i);
    }
  }

  /** Cut off, shortened or lengthened in the middle. */
  private byte[] resize(byte[] bytes, int at) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(bytes, at);
    }
    int length = 1 + random.nextInt(16);
    boolean shorter = random.nextBoolean();
    int from = shorter ? Math.min(bytes.length, at + length) : at;
    int to = shorter ? at : at + length;
    byte[] resized = new byte[bytes.length - from + to];
    System.arraycopy(bytes, 0, resized, 0, at);
    System.arraycopy(bytes, from, resized, to, bytes.length - from);
    return resized;
  }
}
