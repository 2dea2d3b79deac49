package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;

/** What the types with blocks of 32 and nibbles share: byte j has elements j and j + 16. */
final class Nibbles {
  private static final int LANES = Lanes.F32.length();
  private static final int BLOCK_LENGTH = 32;

  private Nibbles() {}

  /**
   * The order of their activations.
   *
   * @param factor what the sum of a block is multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      columns[i] = i / LANES % 2 * 16 + i / (2 * LANES) * LANES + i % LANES;
      factors[i] = 1;
    }
    return new ActivationOrder(
        BLOCK_LENGTH, columns, factors, BLOCK_LENGTH, new int[1], new float[] {factor});
  }
}
