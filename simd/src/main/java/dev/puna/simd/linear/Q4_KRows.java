package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q4_KFormat.QS_OFFSET;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q4_K: {@code scale * q - minimum}, groups of 32. One vector of scaled quants takes a
 * mask, a conversion and a multiplication.
 */
final class Q4_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  Q4_KRows() {
    super(SixBitTerms.NIBBLES);
  }

  @Override
  void dot(
      MemorySegment weights,
      long from,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      float[] sums,
      int even,
      int odd) {
    FloatVector evens = FloatVector.zero(F32);
    FloatVector odds = FloatVector.zero(F32);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    int at = xAt;
    int t = termsAt;
    while (p != end) {
      SixBitTerms.write(weights, p, terms, t);
      long q = p + QS_OFFSET;
      int j = 0;
      do {
        FloatVector s = FloatVector.fromArray(F32, terms, t + j);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(SixBitTerms.LOW);
          FloatVector high = s.rearrange(SixBitTerms.HIGH);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, weights, q, Bytes.ORDER);
            IntVector v2 = v.lanewise(LSHR, 16);
            FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
            evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at), evens);
            w = (FloatVector) v.and(0xf0).convertShape(I2F, F32, 0);
            odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
            w = (FloatVector) v.and(0xf00).convertShape(I2F, F32, 0);
            evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), evens);
            w = (FloatVector) v.and(0xf000).convertShape(I2F, F32, 0);
            odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), odds);
            w = (FloatVector) v2.and(0xf).convertShape(I2F, F32, 0);
            evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 4 * LANES), evens);
            w = (FloatVector) v2.and(0xf0).convertShape(I2F, F32, 0);
            odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 5 * LANES), odds);
            w = (FloatVector) v2.and(0xf00).convertShape(I2F, F32, 0);
            evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 6 * LANES), evens);
            w = (FloatVector) v2.and(0xf000).convertShape(I2F, F32, 0);
            odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 7 * LANES), odds);
            q += 4L * LANES;
            at += 8 * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(SixBitTerms.NEXT);
        }
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 16;
    }
    evens.intoArray(sums, even);
    odds.intoArray(sums, odd);
  }

  @Override
  void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] terms,
      int termsAt) {
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long p = from + (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      int t = termsAt + i / 16;
      SixBitTerms.write(weights, p, terms, t);
      long ql = p + QS_OFFSET;
      int j = 0;
      do {
        FloatVector s = FloatVector.fromArray(F32, terms, t + j);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(SixBitTerms.LOW);
          FloatVector high = s.rearrange(SixBitTerms.HIGH);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, weights, ql, Bytes.ORDER);
            IntVector v2 = v.lanewise(LSHR, 16);
            FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
            w.mul(low).intoArray(target, at);
            w = (FloatVector) v.and(0xf0).convertShape(I2F, F32, 0);
            w.mul(high).intoArray(target, at + LANES);
            w = (FloatVector) v.and(0xf00).convertShape(I2F, F32, 0);
            w.mul(low).intoArray(target, at + 2 * LANES);
            w = (FloatVector) v.and(0xf000).convertShape(I2F, F32, 0);
            w.mul(high).intoArray(target, at + 3 * LANES);
            w = (FloatVector) v2.and(0xf).convertShape(I2F, F32, 0);
            w.mul(low).intoArray(target, at + 4 * LANES);
            w = (FloatVector) v2.and(0xf0).convertShape(I2F, F32, 0);
            w.mul(high).intoArray(target, at + 5 * LANES);
            w = (FloatVector) v2.and(0xf00).convertShape(I2F, F32, 0);
            w.mul(low).intoArray(target, at + 6 * LANES);
            w = (FloatVector) v2.and(0xf000).convertShape(I2F, F32, 0);
            w.mul(high).intoArray(target, at + 7 * LANES);
            at += 8 * LANES;
            ql += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(SixBitTerms.NEXT);
        }
        j += 8;
      } while (LANES < 16 && j < 16);
    }
  }
}
