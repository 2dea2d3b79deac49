package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;

/**
 * The order in which a row's products with a token are summed, whatever kernel forms them.
 *
 * <p>A row has positions: its columns that fill whole vectors, in the {@link ActivationOrder}, and
 * behind them its terms. Position {@code p} belongs to strand {@code p % COUNT}. Each strand is
 * summed from its first position to its last, one fused multiplication after the other; then the
 * upper half of all strands is added to the lower one, and so on until one is left.
 *
 * <p>A kernel whose lanes run along the row has a strand in each lane of a vector; it multiplies
 * several rows or tokens, not to wait for each addition. A kernel whose lanes are rows takes one
 * strand after the other. Both give the same bits.
 */
final class Strands {
  /** Strands of a row. */
  static final int COUNT = Lanes.F32.length();

  private Strands() {}

  /**
   * Floats from strand to strand where each step has {@code width} of them: an odd number of lines
   * of 64 bytes, so that strands do not meet in the same sets of a cache.
   */
  static int stride(int steps, int width) {
    int line = 64 / Float.BYTES;
    return (Math.ceilDiv(steps * width, line) | 1) * line;
  }
}
