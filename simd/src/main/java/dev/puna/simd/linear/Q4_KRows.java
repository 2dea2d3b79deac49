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
      long[] starts,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      int stride,
      float[] sums,
      int sumsAt) {
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long block = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      for (int row = 0; row < 4; row++) {
        long p = starts[row] + block;
        int t = termsAt + row * stride + i / 16;
        SixBitTerms.write(weights, p, terms, t);
        FloatVector sum = FloatVector.fromArray(F32, sums, sumsAt + row * LANES);
        int at = xAt + i;
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
              for (int half = 0b11; half != 0; half >>= 1) {
                FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
                sum = w.mul(low).fma(FloatVector.fromArray(F32, x, at), sum);
                w = (FloatVector) v.and(0xf0).convertShape(I2F, F32, 0);
                sum = w.mul(high).fma(FloatVector.fromArray(F32, x, at + LANES), sum);
                w = (FloatVector) v.and(0xf00).convertShape(I2F, F32, 0);
                sum = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), sum);
                w = (FloatVector) v.and(0xf000).convertShape(I2F, F32, 0);
                sum = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), sum);
                v = v.lanewise(LSHR, 16);
                at += 4 * LANES;
              }
              ql += 4L * LANES;
              l += 4 * LANES;
            } while (LANES == 4 && l < 32);
            s = s.rearrange(SixBitTerms.NEXT);
          }
          j += 8;
        } while (LANES < 16 && j < 16);
        sum.intoArray(sums, sumsAt + row * LANES);
      }
    }
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
            for (int half = 0b11; half != 0; half >>= 1) {
              FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
              w.mul(low).intoArray(target, at);
              w = (FloatVector) v.and(0xf0).convertShape(I2F, F32, 0);
              w.mul(high).intoArray(target, at + LANES);
              w = (FloatVector) v.and(0xf00).convertShape(I2F, F32, 0);
              w.mul(low).intoArray(target, at + 2 * LANES);
              w = (FloatVector) v.and(0xf000).convertShape(I2F, F32, 0);
              w.mul(high).intoArray(target, at + 3 * LANES);
              v = v.lanewise(LSHR, 16);
              at += 4 * LANES;
            }
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
