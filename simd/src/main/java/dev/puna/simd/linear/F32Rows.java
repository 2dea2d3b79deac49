package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of F32. */
final class F32Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  F32Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void dot(
      MemorySegment weights,
      long[] starts,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      int stride,
      float[] sums,
      int sumsAt) {
    for (int chunk = 0; chunk < columns; chunk += CHUNK) {
      int end = Math.min(columns, chunk + CHUNK);
      for (int row = 0; row < 4; row += 2) {
        long pA = starts[row] + 4L * chunk;
        long pB = starts[row + 1] + 4L * chunk;
        FloatVector sumA = FloatVector.fromArray(F32, sums, sumsAt + row * LANES);
        FloatVector sumB = FloatVector.fromArray(F32, sums, sumsAt + (row + 1) * LANES);

        for (int i = chunk; i < end; i += LANES) {
          FloatVector y = FloatVector.fromArray(F32, x, xAt + i);
          FloatVector wA = FloatVector.fromMemorySegment(F32, weights, pA, Bytes.ORDER);
          FloatVector wB = FloatVector.fromMemorySegment(F32, weights, pB, Bytes.ORDER);
          sumA = wA.fma(y, sumA);
          sumB = wB.fma(y, sumB);
          pA += 4L * LANES;
          pB += 4L * LANES;
        }
        sumA.intoArray(sums, sumsAt + row * LANES);
        sumB.intoArray(sums, sumsAt + (row + 1) * LANES);
      }
    }
  }

  @Override
  void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] terms,
      int termsAt) {
    long p = from;
    for (int i = 0; i < columns; i += LANES) {
      FloatVector w = FloatVector.fromMemorySegment(F32, weights, p, Bytes.ORDER);
      w.intoArray(target, at + i);
      p += 4L * LANES;
    }
  }
}
