package dev.puna.simd.linear;

import static dev.puna.quant.Q5_1Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_1Format.BLOCK_LENGTH;
import static dev.puna.quant.Q5_1Format.M_OFFSET;
import static dev.puna.quant.Q5_1Format.QH_OFFSET;
import static dev.puna.quant.Q5_1Format.QL_OFFSET;

/** Rows of Q5_1: {@code scale * q + minimum}. */
final class Q5_1Rows extends WeightRows {
  private static final ActivationOrder ORDER = Nibbles.order(true);

  Q5_1Rows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    Bytes.halves(from + M_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, terms);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    Nibbles.five(from, BLOCK_BYTES, QH_OFFSET, QL_OFFSET, 0, columns, to);
  }
}
