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
    super(0, 1, 0);
  }

  @Override
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    long a = work.starts[0];
    long b = work.starts[1];
    long c = work.starts[2];
    long d = work.starts[3];
    FloatVector sumA = FloatVector.zero(F32);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int i = 0; i < columns; i += LANES) {
      long p = 4L * i;
      FloatVector y = FloatVector.fromArray(F32, x, xOffset + i);
      FloatVector rowA = FloatVector.fromMemorySegment(F32, weights, a + p, Bytes.ORDER);
      sumA = rowA.fma(y, sumA);
      FloatVector rowB = FloatVector.fromMemorySegment(F32, weights, b + p, Bytes.ORDER);
      sumB = rowB.fma(y, sumB);
      FloatVector rowC = FloatVector.fromMemorySegment(F32, weights, c + p, Bytes.ORDER);
      sumC = rowC.fma(y, sumC);
      FloatVector rowD = FloatVector.fromMemorySegment(F32, weights, d + p, Bytes.ORDER);
      sumD = rowD.fma(y, sumD);
    }
    sumA.intoArray(work.sums, 0);
    sumB.intoArray(work.sums, LANES);
    sumC.intoArray(work.sums, 2 * LANES);
    sumD.intoArray(work.sums, 3 * LANES);
  }

  @Override
  void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] offsets,
      int offsetsAt,
      Workspace work) {
    for (int i = 0; i < columns; i += LANES) {
      long p = 4L * i;
      FloatVector row = FloatVector.fromMemorySegment(F32, weights, from + p, Bytes.ORDER);
      row.intoArray(target, at + i);
    }
  }
}
