package dev.puna.simd.vector;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Decodes F16 numbers, which the Vector API does not know. */
public final class HalfFloats {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.bits() / 2));

  private static final int SIGN = 0x8000;
  private static final int REST = 0x7fff;

  /** The bits of infinity after the shift below. */
  private static final int INFINITE = 0x7c00 << 13;

  /** Exponents of F32 are larger by 112. */
  private static final float REBIAS = 0x1p112f;

  private HalfFloats() {}

  /**
   * Decodes {@code count} numbers from address {@code from} to F32 at address {@code to}.
   *
   * @param count a multiple of the lanes of a vector
   */
  public static void decode(long from, long to, int count) {
    long p = from;
    long q = to;
    long end = to + 4L * count;
    while (q != end) {
      ShortVector halves = ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Lanes.ORDER);
      IntVector bits = (IntVector) halves.convertShape(ZERO_EXTEND_S2I, I32, 0);
      IntVector sign = bits.and(SIGN).lanewise(LSHL, 16);
      IntVector rest = bits.and(REST).lanewise(LSHL, 13);
      IntVector finite = rest.reinterpretAsFloats().mul(REBIAS).reinterpretAsInts();
      IntVector number = finite.blend(rest.or(0x7f800000), rest.compare(GE, INFINITE));
      number.or(sign).reinterpretAsFloats().intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      p += Lanes.BYTES / 2;
      q += Lanes.BYTES;
    }
  }
}
