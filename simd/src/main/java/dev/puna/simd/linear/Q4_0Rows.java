package dev.puna.simd.linear;

import static dev.puna.quant.Q4_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q4_0Format.D_OFFSET;
import static dev.puna.quant.Q4_0Format.QS_OFFSET;
import static dev.puna.quant.Q4_0Format.ZERO;

/** Rows of Q4_0: {@code scale * (q - 8)}. */
final class Q4_0Rows extends WeightRows {
  private static final ActivationOrder ORDER = Nibbles.order(-ZERO);

  Q4_0Rows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    Bytes.halves(from + D_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, scales);
    Bytes.copy(scales, terms, columns / BLOCK_LENGTH);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    Nibbles.four(from, BLOCK_BYTES, QS_OFFSET, columns, scales, to);
  }
}
