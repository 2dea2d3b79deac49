package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
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
        long ql = p + QL_OFFSET;
        int j = 0;
        int fifth = 0;
        do {
          FloatVector s = FloatVector.fromArray(F32, terms, t + j);
          for (int steps = 0b11; steps != 0; steps >>= 1) {
            FloatVector low = s.rearrange(SixBitTerms.LOW);
            FloatVector high = s.rearrange(SixBitTerms.HIGH);
            int l = 0;
            do {
              IntVector v = IntVector.fromMemorySegment(I32, weights, ql, Bytes.ORDER);
              IntVector h =
                  IntVector.fromMemorySegment(I32, weights, p + QH_OFFSET + l, Bytes.ORDER);
              h =
                  (LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PAIRS) : h)
                      .lanewise(LSHR, fifth);
              IntVector lo = v.and(0x0f0f0f0f).or(h.lanewise(LSHL, 4).and(0x10101010));
              IntVector hi =
                  v.lanewise(LSHR, 4).and(0x0f0f0f0f).or(h.lanewise(LSHL, 3).and(0x10101010));
              FloatVector scale = low;
              for (int both = 0b11; both != 0; both >>= 1) {
                FloatVector w = (FloatVector) lo.and(0xff).convertShape(I2F, F32, 0);
                sum = w.mul(scale).fma(FloatVector.fromArray(F32, x, at), sum);
                w = (FloatVector) lo.and(0xff00).convertShape(I2F, F32, 0);
                sum = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + LANES), sum);
                w = (FloatVector) lo.and(0xff0000).convertShape(I2F, F32, 0);
                sum = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), sum);
                w = (FloatVector) lo.and(0xff000000).convertShape(I2F, F32, 0);
                sum = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), sum);
                lo = hi;
                scale = high;
                at += 4 * LANES;
              }
              ql += 4L * LANES;
              l += 4 * LANES;
            } while (LANES == 4 && l < 32);
            s = s.rearrange(SixBitTerms.NEXT);
            fifth += LANES == 16 ? 4 : 2;
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
      long ql = p + QL_OFFSET;
      int j = 0;
      int fifth = 0;
      do {
        FloatVector s = FloatVector.fromArray(F32, terms, t + j);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(SixBitTerms.LOW);
          FloatVector high = s.rearrange(SixBitTerms.HIGH);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, weights, ql, Bytes.ORDER);
            IntVector h = IntVector.fromMemorySegment(I32, weights, p + QH_OFFSET + l, Bytes.ORDER);
            h = (LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PAIRS) : h).lanewise(LSHR, fifth);
            IntVector lo = v.and(0x0f0f0f0f).or(h.lanewise(LSHL, 4).and(0x10101010));
            IntVector hi =
                v.lanewise(LSHR, 4).and(0x0f0f0f0f).or(h.lanewise(LSHL, 3).and(0x10101010));
            FloatVector scale = low;
            for (int both = 0b11; both != 0; both >>= 1) {
              FloatVector w = (FloatVector) lo.and(0xff).convertShape(I2F, F32, 0);
              w.mul(scale).intoArray(target, at);
              w = (FloatVector) lo.and(0xff00).convertShape(I2F, F32, 0);
              w.mul(scale).intoArray(target, at + LANES);
              w = (FloatVector) lo.and(0xff0000).convertShape(I2F, F32, 0);
              w.mul(scale).intoArray(target, at + 2 * LANES);
              w = (FloatVector) lo.and(0xff000000).convertShape(I2F, F32, 0);
              w.mul(scale).intoArray(target, at + 3 * LANES);
              lo = hi;
              scale = high;
              at += 4 * LANES;
            }
            ql += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(SixBitTerms.NEXT);
          fifth += LANES == 16 ? 4 : 2;
        }
        j += 8;
      } while (LANES < 16 && j < 16);
    }
  }
}
