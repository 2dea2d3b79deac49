package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of F32. */
final class F32Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;

  F32Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    long p = from;
    long end = p + 4L * columns;
    long o = to;
    while (p != end) {
      FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Bytes.ORDER)
          .intoMemorySegment(ALL, o & RANGE, Lanes.ORDER);
      p += Lanes.BYTES;
      o += Quad.STEP;
    }
  }
}
