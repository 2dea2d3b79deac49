package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of F16.
 *
 * <p>Sign and the rest, moved to where F32 has them, are the number divided by 2<sup>112</sup>,
 * numbers below the least normal one too. Infinity and NaN alone come out finite: they are above
 * all other numbers, and get the exponent that F32 has for them.
 */
final class F16Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  /** Where sign and the rest of a sign-extended F16 are after a shift by 13. */
  private static final int NUMBER = 0x8fffe000;

  private static final float REBIAS = 0x1p112f;

  /** The least F16 that is no number, decoded as if it were one. */
  private static final float BEYOND = 0x1p16f;

  private static final int INFINITY = 0x7f800000;

  F16Rows() {
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
      IntVector rowABits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, a + p, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector rowA = rowABits.reinterpretAsFloats().mul(REBIAS);
      rowA =
          rowA.blend(rowABits.or(INFINITY).reinterpretAsFloats(), rowA.abs().compare(GE, BEYOND));
      sumA = rowA.fma(y, sumA);
      IntVector rowBBits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, b + p, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector rowB = rowBBits.reinterpretAsFloats().mul(REBIAS);
      rowB =
          rowB.blend(rowBBits.or(INFINITY).reinterpretAsFloats(), rowB.abs().compare(GE, BEYOND));
      sumB = rowB.fma(y, sumB);
      IntVector rowCBits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, c + p, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector rowC = rowCBits.reinterpretAsFloats().mul(REBIAS);
      rowC =
          rowC.blend(rowCBits.or(INFINITY).reinterpretAsFloats(), rowC.abs().compare(GE, BEYOND));
      sumC = rowC.fma(y, sumC);
      IntVector rowDBits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, d + p, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector rowD = rowDBits.reinterpretAsFloats().mul(REBIAS);
      rowD =
          rowD.blend(rowDBits.or(INFINITY).reinterpretAsFloats(), rowD.abs().compare(GE, BEYOND));
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
      IntVector rowBits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, weights, from + p, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector row = rowBits.reinterpretAsFloats().mul(REBIAS);
      row = row.blend(rowBits.or(INFINITY).reinterpretAsFloats(), row.abs().compare(GE, BEYOND));
      row.intoArray(target, at + i);
    }
  }
}
