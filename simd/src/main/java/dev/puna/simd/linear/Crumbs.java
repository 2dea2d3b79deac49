package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What Q2_K and Q3_K share: byte {@code 32 h + l} of the quants has two bits each of the elements
 * {@code 128 h + 32 k + l}.
 */
final class Crumbs {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 256;
  static final int GROUP_LENGTH = 16;

  /** The scales of the lowest two bits of a vector's bytes, of one half or both. */
  static final VectorShuffle<Float> SCALES =
      VectorShuffle.fromOp(F32, i -> (i / 8 * 8 + i % 8 / 4) % LANES);

  /** Brings those of the next two bits to their place. */
  static final VectorShuffle<Float> NEXT = VectorShuffle.fromOp(F32, i -> (i + 2) % LANES);

  private Crumbs() {}

  /**
   * The order of their activations.
   *
   * @param factor what sums are multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int n = i / LANES % 16 / 2;
      int k = n / 4 * 2 + i / LANES % 2;
      int b = n % 4;
      int at = i / (16 * LANES) * 4 * LANES + i % LANES * 4 + b;
      columns[i] = at / 32 * 128 + 32 * k + at % 32;
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, GROUP_LENGTH, factor);
  }
}
