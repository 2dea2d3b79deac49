package dev.puna.simd.linear;

import java.lang.foreign.MemorySegment;

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
 * <p>Implementations have no state. They work on one row at a time, or two where that is little
 * code, because a method that is too much for the compiler to take whole (18,000 nodes, which is
 * some fifty vector operations) has its vectors boxed, and is ten times slower. For the same reason
 * no method takes or gives a vector, species are named in conversions, and short loops shift a
 * pattern of ones: a loop that counts would be compiled three times. A loop whose condition begins
 * with the number of lanes is no loop where vectors are wider.
 */
abstract class WeightRows {
  /** Columns of four rows that are multiplied in turn. */
  static final int CHUNK = 256;

  /** How activations are to come. */
  final ActivationOrder order;

  WeightRows(ActivationOrder order) {
    this.order = order;
  }

  /**
   * Multiplies the four rows that begin at bytes {@code starts} with one row of activations, and
   * adds to the four vectors from {@code sums[sumsAt]} on; writes the rows' terms.
   *
   * <p>The rows are read side by side, {@link #CHUNK} columns of each in turn. Where they lie far
   * apart they are four streams to the processor, which then fetches far more of them ahead: half
   * the time of reading one by one.
   *
   * @param columns a multiple of the lanes of a vector, and of the block
   * @param stride distance of the rows' terms
   */
  abstract void dot(
      MemorySegment weights,
      long[] starts,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      int stride,
      float[] sums,
      int sumsAt);

  /**
   * Decodes some columns of a row, {@code scale * quant} each in the order of activations, and
   * writes their terms.
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
      float[] terms,
      int termsAt);
}
