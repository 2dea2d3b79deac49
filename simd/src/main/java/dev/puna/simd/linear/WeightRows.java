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
 * <p>Implementations have no state. A method that is too much for the compiler to take whole
 * (18,000 nodes, at some 430 for an operation on vectors, 510 for a load, 610 for a scalar; a
 * constant that has to become a vector counts as another operation, a shift by a vector as three)
 * may have its vectors boxed, and is ten times slower: at 35,000 to 54,000 it happened in one
 * process of four. So a kernel takes a stretch of columns, leaves what takes other vectors to a
 * method that is called before it begins, and has each operation of its loop once or twice. For the
 * same reason no method takes or gives a vector, and species are named in conversions.
 *
 * <p>Loops are such that the compiler leaves them as they are, for it would make three copies of
 * one that counts: they go on until a place is reached, or shift a pattern of ones. A loop whose
 * condition begins with the number of lanes is no loop where vectors are wider.
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
   * Decodes the scales and terms of some columns of a row, where these take vectors: in a method of
   * its own, which is called while no vector is in use.
   *
   * @param from the address of the columns' blocks
   * @param columns a multiple of the block
   * @param terms the address to which their terms go; up to a vector more may be overwritten
   * @param scales the address of what {@link #dot} wants to find there, and the same
   */
  void heads(long from, int columns, long terms, long scales) {}

  /** Rows that {@link #dot} takes in one loop: one, two or four. */
  int rowsAtOnce() {
    return 1;
  }

  /**
   * Adds the products of some columns with a token to the strands of {@link #rowsAtOnce} rows.
   *
   * @param from the address of the first row's blocks
   * @param apart bytes from row to row
   * @param columns a multiple of the lanes of a vector and of the block; of {@link Strands#COUNT}
   *     if others follow
   * @param x the address of the token's activations of the columns
   * @param scales what {@link #heads} left there; only types that take one row at a time have any
   * @param strands the address of the even strands of the first row, then its odd ones, then those
   *     of the next row
   */
  abstract void dot(long from, long apart, int columns, long x, long scales, long strands);

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
