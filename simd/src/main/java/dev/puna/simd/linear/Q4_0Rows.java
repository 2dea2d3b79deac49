package dev.puna.simd.linear;

import static dev.puna.quant.Q4_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_0Format.QS_OFFSET;
import static dev.puna.quant.Q4_0Format.ZERO;

/** Rows of Q4_0: {@code scale * (q - 8)}. */
final class Q4_0Rows extends WeightRows {
  private static final ActivationOrder ORDER = Nibbles.order(false);

  Q4_0Rows() {
    super(ORDER);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    Nibbles.four(from, BLOCK_BYTES, QS_OFFSET, ZERO, columns, to);
  }

  @Override
  int fusedRows() {
    return Nibbles.FUSED_ROWS;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    Nibbles.dotFour(from, apart, BLOCK_BYTES, QS_OFFSET, ZERO, columns, x, strands);
  }
}
