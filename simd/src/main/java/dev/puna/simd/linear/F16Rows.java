package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of F16, which the Vector API can not convert.
 *
 * <p>For one token integers do it. The exponent and the fraction of a number that is
 * 2<sup>-14</sup> or more, moved to where F32 has them and 112 more, are the number u. For smaller
 * ones, whose exponent is 0, u is 2<sup>-15</sup> and half of the number, so twice u less
 * 2<sup>-14</sup> is the number; for others that is not less than u, so the lesser of both is right
 * for all. (A multiplication with 2<sup>112</sup> would do the same, but takes 150 cycles for small
 * numbers.)
 *
 * <p>For more tokens the compiler makes vectors of a loop that converts one by one, where it reads
 * native memory and writes an array.
 */
final class F16Rows extends WeightRows {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  /** Exponent and fraction, where F32 has them. */
  static final int MAGNITUDE = 0x7fff << 13;

  static final int SIGN = 0x8000 << 16;

  /** The least magnitude that is no number. */
  static final int INFINITE = 0x7c00 << 13;

  /** What exponents of F32 have more. */
  static final int REBIAS = 112 << 23;

  static final float LEAST_NORMAL = 0x1p-14f;

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

  @Override
  int fusedRows() {
    return 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, float[] strands, int strand) {
    FloatVector s0 = FloatVector.fromArray(F32, strands, strand);
    FloatVector s1 = FloatVector.fromArray(F32, strands, strand + LANES);
    FloatVector two = FloatVector.broadcast(F32, 2f);
    FloatVector less = FloatVector.broadcast(F32, -LEAST_NORMAL);
    IntVector magnitude = IntVector.broadcast(I32, MAGNITUDE);
    IntVector rebias = IntVector.broadcast(I32, REBIAS);
    IntVector sign = IntVector.broadcast(I32, SIGN);
    IntVector most = IntVector.zero(I32);
    long p = from;
    long end = p + 2L * columns;
    long at = x;
    while (p != end) {
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, at & RANGE, Lanes.ORDER);
      IntVector v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      IntVector t = v.lanewise(LSHL, 13).and(magnitude);
      most = most.max(t);
      t = t.add(rebias);
      FloatVector u = t.reinterpretAsFloats().fma(two, less);
      s0 =
          t.min(u.reinterpretAsInts())
              .or(v.lanewise(LSHL, 16).and(sign))
              .reinterpretAsFloats()
              .fma(y, s0);
      v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p + apart & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      t = v.lanewise(LSHL, 13).and(magnitude);
      most = most.max(t);
      t = t.add(rebias);
      u = t.reinterpretAsFloats().fma(two, less);
      s1 =
          t.min(u.reinterpretAsInts())
              .or(v.lanewise(LSHL, 16).and(sign))
              .reinterpretAsFloats()
              .fma(y, s1);
      p += Lanes.BYTES / 2;
      at += Lanes.BYTES;
    }
    if (most.compare(GE, INFINITE).anyTrue()) {
      dotOneByOne(from, columns, x, strands, strand);
      dotOneByOne(from + apart, columns, x, strands, strand + LANES);
      return;
    }
    s0.intoArray(strands, strand);
    s1.intoArray(strands, strand + LANES);
  }

  /** Where there are infinities and other numbers that are none. */
  private static void dotOneByOne(long from, int columns, long x, float[] strands, int strand) {
    for (int i = 0; i < columns; i++) {
      float weight = Float.float16ToFloat(ALL.get(Bytes.I16, from + 2L * i));
      int at = strand + i % LANES;
      strands[at] = Math.fma(weight, ALL.get(Bytes.F32, x + 4L * i), strands[at]);
    }
  }
}
