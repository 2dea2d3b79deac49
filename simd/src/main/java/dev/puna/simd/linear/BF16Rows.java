package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Rows of BF16: the upper halves of F32. */
final class BF16Rows extends WeightRows {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * I32.length()));

  BF16Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    long p = from;
    long end = p + 2L * columns;
    long o = to;
    while (p != end) {
      ((IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0))
          .lanewise(LSHL, 16)
          .intoMemorySegment(ALL, o & RANGE, Lanes.ORDER);
      p += Lanes.BYTES / 2;
      o += Quad.STEP;
    }
  }

  @Override
  int fusedRows() {
    return 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    long s = strands & RANGE;
    FloatVector s0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + 2L * columns;
    long at = x;
    while (p != end) {
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, at & RANGE, Lanes.ORDER);
      IntVector v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      s0 = v.lanewise(LSHL, 16).reinterpretAsFloats().fma(y, s0);
      v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p + apart & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      s1 = v.lanewise(LSHL, 16).reinterpretAsFloats().fma(y, s1);
      p += Lanes.BYTES / 2;
      at += Lanes.BYTES;
    }
    s0.intoMemorySegment(ALL, s, Lanes.ORDER);
    s1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
  }
}
