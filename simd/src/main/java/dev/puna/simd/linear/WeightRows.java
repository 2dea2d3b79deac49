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
 * process of four. So rows are decoded to memory, a stretch of columns at a time, and multiplied
 * there; what takes other vectors is left to a method that is called before; and each operation of
 * a loop is there once or twice. What is short enough to be inlined (325 bytes) counts for its
 * callers too. For the same reason no method takes or gives a vector, species are named in
 * conversions, and only vectors of the full width are used, and the bytes that fill them: once the
 * compiler has seen more in the same methods of the Vector API, it inlines less of them.
 *
 * <p>Loops are such that the compiler leaves them as they are, for it would make three copies of
 * one that counts: they go on until a place is reached, or shift a pattern of ones. A loop whose
 * condition begins with the number of lanes is no loop where vectors are wider.
 */
abstract class WeightRows {
  /** How activations are to come. */
  final ActivationOrder order;

  WeightRows(ActivationOrder order) {
    this.order = order;
  }

  /**
   * Whether products begin with plain code, which the compiler has sooner: where rows have no
   * terms, and a format's own code takes few operations for a weight.
   */
  boolean beginsPlain() {
    return order.isNatural();
  }

  /**
   * Decodes the scales and terms of some columns of a row, where these take vectors: in a method of
   * its own, which is called while no vector is in use.
   *
   * @param from the address of the columns' blocks
   * @param columns a multiple of the block
   * @param terms the address to which their terms go; up to a vector more may be overwritten
   * @param scales the address of what {@link #decode} wants to find there
   */
  void heads(long from, int columns, long terms, long scales) {}

  /**
   * The same for four rows.
   *
   * @param apart bytes from row to row
   * @param termsApart bytes from the terms of a row to those of the next; scales are {@link
   *     Terms#ROW_BYTES} apart
   */
  void headsOfFour(long from, long apart, int columns, long terms, long termsApart, long scales) {
    for (int r = 0; r < Quad.SIZE; r++) {
      heads(from + r * apart, columns, terms + r * termsApart, scales + r * Terms.ROW_BYTES);
    }
  }

  /**
   * Decodes some columns of a row to scaled quants.
   *
   * @param from the address of the columns' blocks
   * @param columns a multiple of the lanes of a vector, and of the block
   * @param scales what {@link #heads} left there
   * @param to the address of the first vector; the next is {@link Quad#STEP} bytes behind
   * @param spare an array with room for the columns
   */
  abstract void decode(long from, int columns, long scales, long to, float[] spare);

  /**
   * Bytes of a row that are read at a time for one token, at most: lines of the cache, as many as
   * are read ahead.
   */
  int stretchBytes() {
    return 720;
  }

  /**
   * Rows that {@link #dot} takes at once, two or four; 0 where it takes none, because decoding is
   * not slower.
   */
  int fusedRows() {
    return 0;
  }

  /**
   * Adds the products of some columns of {@link #fusedRows} rows with one token, without decoding
   * them to memory.
   *
   * @param from the address of the first row's blocks
   * @param apart bytes from row to row
   * @param columns a multiple of the lanes of a vector, and of the block
   * @param x the address of the token's activations of the columns
   * @param scales what {@link #heads} left there; that of the next row is {@link Terms#ROW_BYTES}
   *     behind
   * @param strands the address of the first row's, behind which are the next row's
   */
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    throw new UnsupportedOperationException();
  }
}
