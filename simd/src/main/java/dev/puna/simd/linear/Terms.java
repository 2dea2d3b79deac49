package dev.puna.simd.linear;

/** The memory that what {@link WeightRows#heads} leaves of a row takes. */
final class Terms {
  /** The most columns of a stretch. */
  static final int STRETCH = 1024;

  /** The fewest columns that have a term or a scale. */
  static final int GROUP = 16;

  /**
   * Where the bytes of {@link ByteRows} begin, from where the scales do: there is room for the
   * scales of the longest stretch, and a vector more that is written in passing.
   */
  static final long QUANTS = 4L * (STRETCH / GROUP + 16);

  /** From the scales of a row to those of the next. */
  static final long ROW_BYTES = QUANTS + STRETCH;

  private Terms() {}

  /**
   * Floats from row to row of so many terms: behind them is room for what is written in passing.
   */
  static int stride(int count) {
    return count + Strands.COUNT;
  }
}
