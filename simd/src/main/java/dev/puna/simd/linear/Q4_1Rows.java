package dev.puna.simd.linear;

import static dev.puna.quant.Q4_1Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_1Format.BLOCK_LENGTH;
import static dev.puna.quant.Q4_1Format.M_OFFSET;
import static dev.puna.quant.Q4_1Format.QS_OFFSET;

/** Rows of Q4_1: {@code scale * q + minimum}. */
final class Q4_1Rows extends WeightRows {
  private static final ActivationOrder ORDER = Nibbles.order(true);

  Q4_1Rows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    Bytes.halves(from + M_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, terms);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    Nibbles.four(from, BLOCK_BYTES, QS_OFFSET, 0, columns, to);
  }

  @Override
  int fusedRows() {
    return Nibbles.FUSED_ROWS;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    Nibbles.dotFour(from, apart, BLOCK_BYTES, QS_OFFSET, 0, columns, x, strands);
  }
}
