package dev.puna.simd.linear;

import static dev.puna.quant.Q5_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_0Format.QH_OFFSET;
import static dev.puna.quant.Q5_0Format.QL_OFFSET;
import static dev.puna.quant.Q5_0Format.ZERO;

/** Rows of Q5_0: {@code scale * (q - 16)}. */
final class Q5_0Rows extends WeightRows {
  private static final ActivationOrder ORDER = Nibbles.order(false);

  Q5_0Rows() {
    super(ORDER);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    Nibbles.five(from, BLOCK_BYTES, QH_OFFSET, QL_OFFSET, ZERO, columns, to);
  }
}
