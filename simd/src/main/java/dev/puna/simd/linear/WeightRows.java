package dev.puna.simd.linear;

/**
 * How the rows of a weight become numbers.
 *
 * <p>A weight is {@code scale * quant + offset}; scale and offset are those of a group of columns,
 * the offset may be a constant times the scale. So a row's dot product is the sum of {@code (scale
 * * quant) * x} over all columns, in lanes along the row, and of each group's offset times the sum
 * of its x, in the same lanes. What meets those sums is called the row's terms.
 *
 * <p>Products of a scale and a quant are exact: 11 bits of an F16, at most 8 of a group's own
 * scale, at most 7 of a quant.
 *
 * <p>Implementations have no state. They multiply one row at a time, because a method that is too
 * much for the compiler to take whole (18,000 nodes, which is some fifty vector operations) has its
 * vectors boxed, and is ten times slower. For the same reason no method takes or gives a vector,
 * and species are named in conversions.
 *
 * <p>Loops are such that the compiler leaves them as they are, for it would make three copies of
 * one that counts: they go on until a place is reached, or shift a pattern of ones. Within one
 * round, activations are at constant distances from an index, so that they are checked once for
 * all. (That alone took Q4_K from 12.6 to 17.2 G weights a second from the cache, on one thread of
 * a Zen 5.) A loop whose condition begins with the number of lanes is no loop where vectors are
 * wider. And no array is written at a counter of a loop's rounds: the compiler moves the check out
 * of the loop, finds that it may fail, and compiles the method again and again.
 */
abstract class WeightRows {
  /** How activations are to come. */
  final ActivationOrder order;

  /** Words of four bytes that have quants of one group; 0 where each block has a scale. */
  final int groupWords;

  private final boolean scales;

  /** Rows that are decoded to scaled quants. */
  WeightRows() {
    this(ActivationOrder.NATURAL, 0, true);
  }

  /** Rows that are decoded to quants and scales. */
  WeightRows(ActivationOrder order, int groupWords) {
    this(order, groupWords, false);
  }

  private WeightRows(ActivationOrder order, int groupWords, boolean scales) {
    this.order = order;
    this.groupWords = groupWords;
    this.scales = scales;
  }

  /** Whether they are decoded to scaled quants. */
  boolean scales() {
    return scales;
  }

  /**
   * Multiplies rows with a token, one after the other: one stream, of which the processor fetches
   * far ahead.
   *
   * @param from the address of the first row
   * @param rowBytes bytes from row to row
   * @param columns a multiple of the lanes of a vector, and of the block
   * @param terms scratch memory for the terms of a row, and two vectors more
   * @param sums where the vectors of sums go, one a row: even and odd strands are added already;
   *     one vector more is used
   */
  abstract void dot(
      long from,
      long rowBytes,
      int rows,
      int columns,
      Activations x,
      int token,
      float[] terms,
      float[] sums);

  /**
   * Decodes as many rows as a vector has lanes. Row {@code r} is at {@code lane + r} of the panel's
   * rows. Its {@code values} become {@code scale * quant} of each column, and behind them the
   * terms; or, where they do not {@linkplain #scales scale}, quants, scales and terms go where the
   * panel has them.
   *
   * @param from the address of the first row
   * @param rowBytes bytes from row to row
   * @param last the last row; those beyond it are the last once more
   * @param columns a multiple of the lanes of a vector, and of the block
   */
  abstract void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane);
}
