package dev.puna.tokenizer;

/**
 * Hashes for the tables of a vocabulary. They are seeded anew in every process: the pieces come
 * from a downloaded file, which must not be able to choose pieces that all collide.
 */
final class Hashing {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final long SEED = finish(System.nanoTime());

  private Hashing() {}

  /** The hash of {@code bytes[from, to)}; all its bits are good. */
  static int hash(byte[] bytes, int from, int to) {
    long hash = SEED;
    for (int i = from; i < to; i++) {
      hash = Long.rotateLeft((hash ^ bytes[i]) * MULTIPLIER, 27);
    }
    return (int) finish(hash);
  }

  /** The hash of a number; all its bits are good. */
  static int hash(long number) {
    return (int) finish(number ^ SEED);
  }

  private static long finish(long hash) {
    long mixed = (hash ^ hash >>> 32) * MULTIPLIER;
    return mixed ^ mixed >>> 29;
  }
}
