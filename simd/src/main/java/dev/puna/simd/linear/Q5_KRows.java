package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q5_K: {@code scale * q - minimum}, groups of 32. The fifth bits of all pairs of groups
 * are in the same 32 bytes.
 */
final class Q5_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** Where a vector has two pairs of groups: 32 bytes twice. */
  private static final VectorShuffle<Integer> TWICE = VectorShuffle.fromOp(I32, i -> i % 8 % LANES);

  /** And how far the fifth bits of the first and the second pair are to move. */
  private static final IntVector PAIRS = Bytes.halves(0, 2);

  Q5_KRows() {
    super(SixBitTerms.BYTES);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    IntVector byte0 = IntVector.broadcast(I32, 0xff);
    IntVector byte1 = IntVector.broadcast(I32, 0xff00);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    IntVector lowNibbles = IntVector.broadcast(I32, 0x0f0f0f0f);
    IntVector fifthBits = IntVector.broadcast(I32, 0x10101010);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    long t = scales;
    while (p != end) {
      long q = (p & Memory.RANGE) + QL_OFFSET;
      int j = 0;
      int fifth = 0;
      do {
        FloatVector s =
            FloatVector.fromMemorySegment(F32, ALL, LANES == 16 ? t : t + 32 + 2L * j, Lanes.ORDER);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(SixBitTerms.LOW);
          FloatVector high = s.rearrange(SixBitTerms.HIGH);
          FloatVector lowZero = low.mul(minus);
          FloatVector highZero = high.mul(minus);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            IntVector h = IntVector.fromMemorySegment(I32, ALL, p + QH_OFFSET + l, Bytes.ORDER);
            h = (LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PAIRS) : h).lanewise(LSHR, fifth);
            IntVector lo = v.and(lowNibbles).or(h.lanewise(LSHL, 4).and(fifthBits));
            IntVector hi =
                v.lanewise(LSHR, 4).and(lowNibbles).or(h.lanewise(LSHL, 3).and(fifthBits));
            for (int halves = 0b11; halves != 0; halves >>= 1) {
              long z = o & Memory.RANGE;
              lo.and(byte0)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z, Lanes.ORDER);
              hi.and(byte0)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
              lo.and(byte1)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z + 2 * Quad.STEP, Lanes.ORDER);
              hi.and(byte1)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + 3 * Quad.STEP, Lanes.ORDER);
              lo = lo.lanewise(LSHR, 16);
              hi = hi.lanewise(LSHR, 16);
              o += 4 * Quad.STEP;
            }
            q += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(SixBitTerms.NEXT);
          fifth += LANES == 16 ? 4 : 2;
        }
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 64;
    }
  }
}
