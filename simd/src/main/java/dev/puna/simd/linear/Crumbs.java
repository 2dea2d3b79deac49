package dev.puna.simd.linear;

/**
 * What Q2_K and Q3_K share: byte {@code 32 h + l} of the quants has two bits each of the elements
 * {@code 128 h + 32 k + l}. They are taken by k.
 */
final class Crumbs {
  private static final int BLOCK_LENGTH = 256;

  private Crumbs() {}

  /** The column that comes at a place of a block. */
  static int column(int place) {
    int k = place / 64;
    int h = place / 32 % 2;
    return 128 * h + 32 * k + place % 32;
  }

  /** The scale, of 16 columns each, that is wanted at a place among those of a block. */
  static int scale(int place) {
    return column(16 * place) / 16;
  }

  /**
   * The order of their activations.
   *
   * @param groupLength columns whose sums are asked for, 0 for none
   */
  static ActivationOrder order(int groupLength) {
    return new ActivationOrder(BLOCK_LENGTH, Crumbs::column, groupLength, -1);
  }
}
