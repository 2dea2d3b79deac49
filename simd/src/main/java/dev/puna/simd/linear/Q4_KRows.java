package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q4_KFormat.QS_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.REVERSE_BYTES;

import dev.puna.simd.vector.Lanes;
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
    super(SixBitTerms.NIBBLES, SixBitTerms.GROUP_WORDS);
  }

  @Override
  void dot(
      long from,
      long rowBytes,
      int rows,
      int columns,
      Activations y,
      int token,
      float[] terms,
      float[] sums) {
    float[] x = y.values;
    int xAt = y.at + token * y.stride;
    float[] xSums = y.sums;
    int xSumsAt = token * y.sumsStride;
    for (int row = 0; row != rows; row++) {
      FloatVector evens = FloatVector.zero(F32);
      FloatVector odds = FloatVector.zero(F32);
      long p = from + row * rowBytes;
      long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
      int at = xAt;
      int t = 0;
      while (p != end) {
        SixBitTerms.write(p, terms, t);
        long q = p + QS_OFFSET;
        int j = 0;
        do {
          FloatVector s = FloatVector.fromArray(F32, terms, LANES == 16 ? t : t + 8 + j / 2);
          for (int steps = 0b11; steps != 0; steps >>= 1) {
            FloatVector low = s.rearrange(SixBitTerms.LOW);
            FloatVector high = s.rearrange(SixBitTerms.HIGH);
            int l = 0;
            do {
              IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
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
        t += 8;
      }
      FloatVector.zero(F32).intoArray(terms, t);
      FloatVector.zero(F32).intoArray(terms, t + LANES);
      int n = 0;
      while (n < t) {
        FloatVector a = FloatVector.fromArray(F32, terms, n);
        FloatVector b = FloatVector.fromArray(F32, terms, n + LANES);
        evens = a.fma(FloatVector.fromArray(F32, xSums, xSumsAt + n), evens);
        odds = b.fma(FloatVector.fromArray(F32, xSums, xSumsAt + n + LANES), odds);
        n += Strands.COUNT;
      }
      evens.add(odds).intoArray(sums, row * LANES);
    }
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    int[] target = panel.quants;
    int stride = panel.quantStride;
    Words words = panel.words;
    long p = from;
    int step = lane;
    for (int i = 0; i != columns; i += BLOCK_LENGTH) {
      words.turn(p, rowBytes, last, BLOCK_BYTES / 8, 0);
      SixBitTerms.decode(panel, i, lane);
      int word = 0;
      int at = step;
      while (word != BLOCK_LENGTH / 8) {
        IntVector v = IntVector.fromArray(I32, words.values, (QS_OFFSET / 4 + word) * LANES);
        v.and(0x0f0f0f0f).lanewise(REVERSE_BYTES).intoArray(target, at);
        v.lanewise(LSHR, 4)
            .and(0x0f0f0f0f)
            .lanewise(REVERSE_BYTES)
            .intoArray(target, at + LANES * stride);
        word++;
        at += stride;
        if (word % LANES == 0) {
          step += Tile.ROWS;
          at = step;
        }
      }
      p += BLOCK_BYTES;
    }
  }
}
