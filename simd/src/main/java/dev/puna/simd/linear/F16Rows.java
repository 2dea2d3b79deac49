package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
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
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  /** Where sign and the rest of a sign-extended F16 are after a shift by 13. */
  private static final int NUMBER = 0x8fffe000;

  private static final float REBIAS = 0x1p112f;

  /** The least F16 that is no number, decoded as if it were one. */
  private static final float BEYOND = 0x1p16f;

  private static final int INFINITY = 0x7f800000;

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + 2L * (columns - columns % (2 * LANES));
    long at = x;
    while (p != end) {
      long y = at & Memory.RANGE;
      IntVector bits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, p, Bytes.ORDER).convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector w = bits.reinterpretAsFloats().mul(REBIAS);
      w = w.blend(bits.or(INFINITY).reinterpretAsFloats(), w.abs().compare(GE, BEYOND));
      IntVector bits2 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, p + 2L * LANES, Bytes.ORDER)
                      .convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector w2 = bits2.reinterpretAsFloats().mul(REBIAS);
      w2 = w2.blend(bits2.or(INFINITY).reinterpretAsFloats(), w2.abs().compare(GE, BEYOND));
      evens = w.fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
      odds = w2.fma(FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER), odds);
      p += 4L * LANES;
      at += 2 * Lanes.BYTES;
    }
    if (columns % (2 * LANES) != 0) {
      IntVector bits =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, p, Bytes.ORDER).convertShape(S2I, I32, 0))
              .lanewise(LSHL, 13)
              .and(NUMBER);
      FloatVector w = bits.reinterpretAsFloats().mul(REBIAS);
      w = w.blend(bits.or(INFINITY).reinterpretAsFloats(), w.abs().compare(GE, BEYOND));
      evens = w.fma(FloatVector.fromMemorySegment(F32, ALL, at, Lanes.ORDER), evens);
    }
    evens.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    long stride = panel.strandBytes();
    Words words = panel.words;
    long p = from;
    for (int i = 0; i != columns; i += LANES) {
      words.turn(p, rowBytes, last, LANES / 4, 0);
      long at = panel.valueAt(i) + 4L * lane;
      int j = 0;
      while (j != LANES / 2 * LANES) {
        IntVector v = IntVector.fromArray(I32, words.values, j);
        IntVector bits = v.lanewise(LSHL, 16).lanewise(ASHR, 3).and(NUMBER);
        FloatVector w = bits.reinterpretAsFloats().mul(REBIAS);
        w = w.blend(bits.or(INFINITY).reinterpretAsFloats(), w.abs().compare(GE, BEYOND));
        w.intoMemorySegment(ALL, at & Memory.RANGE, Lanes.ORDER);
        bits = v.lanewise(ASHR, 3).and(NUMBER);
        w = bits.reinterpretAsFloats().mul(REBIAS);
        w = w.blend(bits.or(INFINITY).reinterpretAsFloats(), w.abs().compare(GE, BEYOND));
        w.intoMemorySegment(ALL, at + stride & Memory.RANGE, Lanes.ORDER);
        j += LANES;
        at += 2 * stride;
      }
      p += 2L * LANES;
    }
  }
}
