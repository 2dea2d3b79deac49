package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Rows of BF16: the upper halves of F32. */
final class BF16Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  BF16Rows() {
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
      long p = 2L * i;
      FloatVector y = FloatVector.fromArray(F32, x, xOffset + i);
      FloatVector rowA =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, a + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats();
      sumA = rowA.fma(y, sumA);
      FloatVector rowB =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, b + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats();
      sumB = rowB.fma(y, sumB);
      FloatVector rowC =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, c + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats();
      sumC = rowC.fma(y, sumC);
      FloatVector rowD =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, d + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats();
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
      long p = 2L * i;
      FloatVector row =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, from + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats();
      row.intoArray(target, at + i);
    }
  }
}
