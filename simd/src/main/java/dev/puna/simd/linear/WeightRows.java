package dev.puna.simd.linear;

import java.lang.foreign.MemorySegment;

/**
 * How the rows of a weight become numbers.
 *
 * <p>A weight is {@code scale * quant + offset}, where the quant is a small whole number that comes
 * out of the bits cheapest: it may be larger than the format's own by a constant, which the offset
 * takes back. Scale and offset are those of a group of columns. So a row's dot product is the sum
 * of {@code (scale * quant) * x} over all columns, in lanes along the row, and of {@code offset *
 * (sum of the group's x)} over all groups, in the same lanes.
 *
 * <p>Products of a scale and a quant are exact: 11 bits of an F16, at most 8 of a group's own
 * scale, at most 7 of a quant (with 8 bits of scale there are 7 of quant, of which the difference
 * to the format's own takes one: only then is there a rounding, in the last bit).
 *
 * <p>Implementations have no state. The code that runs for each column is written out in each
 * method, four times where four rows are read: a method that took vectors would box them wherever
 * the compiler did not inline it.
 */
abstract class WeightRows {
  /** Columns that share an offset; 0 where weights have none. */
  final int groupLength;

  /** Columns whose quants share a byte. They come behind each other in a sum. */
  final int ways;

  /** The distance of such columns. */
  final int span;

  WeightRows(int groupLength, int ways, int span) {
    this.groupLength = groupLength;
    this.ways = ways;
    this.span = span;
  }

  /**
   * Multiplies the four rows at {@code work.starts} with one row of activations: four vectors of
   * sums, offsets left out, go to {@code work.sums}, and the rows' offsets to {@code work.offsets}.
   *
   * <p>The rows are read side by side. Where they lie far apart they are four streams to the
   * processor, which then fetches far more of them ahead: half the time of reading one by one.
   *
   * @param columns a multiple of the lanes of a vector, and of the block
   * @param groups distance of the rows' offsets
   */
  abstract void dot(
      MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work);

  /**
   * Decodes some columns of a row: {@code scale * quant} each to {@code target}, vectors in the
   * order of sums, and their groups' offsets to {@code offsets}.
   *
   * @param from the byte at which the columns begin
   * @param columns a multiple of the lanes of a vector, and of the block
   */
  abstract void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] offsets,
      int offsetsAt,
      Workspace work);
}
