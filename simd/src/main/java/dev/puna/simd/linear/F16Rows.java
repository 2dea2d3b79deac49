package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

/**
 * Rows of F16. The Vector API has no conversion of them, and doing it with integers takes eight
 * operations; but the compiler makes vectors of a loop that converts one by one, where it reads
 * native memory and writes an array.
 */
final class F16Rows extends WeightRows {
  F16Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    for (int i = 0; i < columns; i++) {
      spare[i] = Float.float16ToFloat(ALL.get(Bytes.I16, from + 2L * i));
    }
    Bytes.spread(spare, 0, columns, to, Quad.STEP);
  }
}
