package dev.puna.simd.linear;

/** The memory that scales and terms of a row take. */
final class Terms {
  /** The fewest columns that have a term or a scale. */
  private static final int GROUP = 16;

  private Terms() {}

  /** Places of the scales of so many columns, and room for what is written in passing. */
  static int scalePlaces(int columns) {
    return columns / GROUP + Strands.COUNT;
  }

  /**
   * Floats from row to row of so many terms: behind them is room for what is written in passing.
   */
  static int stride(int count) {
    return count + Strands.COUNT;
  }
}
