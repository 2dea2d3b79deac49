package dev.puna.simd.vector;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Decodes F16 numbers, which the Vector API can not convert; integers do it.
 *
 * <p>The exponent and the fraction of a number that is 2<sup>-14</sup> or more, moved to where F32
 * has them and 112 more, are the number u. For smaller ones, whose exponent is 0, u is
 * 2<sup>-15</sup> and half of the number, so twice u less 2<sup>-14</sup> is the number; for others
 * that is not less than u, so the lesser of both is right for all. (A multiplication with
 * 2<sup>112</sup> would do the same, but takes 150 cycles for small numbers.)
 */
public final class HalfFloats {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.bits() / 2));

  /** Exponent and fraction, where F32 has them. */
  public static final int MAGNITUDE = 0x7fff << 13;

  public static final int SIGN = 0x8000 << 16;

  /** The least magnitude that is no number. */
  public static final int INFINITE = 0x7c00 << 13;

  /** What exponents of F32 have more; those of infinities twice as much. */
  public static final int REBIAS = 112 << 23;

  public static final float LEAST_NORMAL = 0x1p-14f;

  private HalfFloats() {}

  /**
   * Decodes {@code count} numbers from address {@code from} to F32 at address {@code to}.
   *
   * @param count a multiple of the lanes of a vector
   */
  public static void decode(long from, long to, int count) {
    FloatVector two = FloatVector.broadcast(Lanes.F32, 2f);
    FloatVector less = FloatVector.broadcast(Lanes.F32, -LEAST_NORMAL);
    long p = from;
    long q = to;
    long end = from + 2L * count;
    while (p != end) {
      IntVector v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Lanes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      IntVector t = v.lanewise(LSHL, 13).and(MAGNITUDE);
      t = t.add(REBIAS, t.compare(GE, INFINITE)).add(REBIAS);
      FloatVector u = t.reinterpretAsFloats().fma(two, less);
      t.min(u.reinterpretAsInts())
          .or(v.lanewise(LSHL, 16).and(SIGN))
          .intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      p += Lanes.BYTES / 2;
      q += Lanes.BYTES;
    }
  }
}
