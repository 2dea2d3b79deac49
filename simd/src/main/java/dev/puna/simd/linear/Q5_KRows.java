package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.REVERSE_BYTES;

import dev.puna.simd.vector.Lanes;
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
    super(SixBitTerms.BYTES, SixBitTerms.GROUP_WORDS);
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
        long q = p + QL_OFFSET;
        int j = 0;
        int fifth = 0;
        do {
          FloatVector s = FloatVector.fromArray(F32, terms, LANES == 16 ? t : t + 8 + j / 2);
          for (int steps = 0b11; steps != 0; steps >>= 1) {
            FloatVector low = s.rearrange(SixBitTerms.LOW);
            FloatVector high = s.rearrange(SixBitTerms.HIGH);
            int l = 0;
            do {
              IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
              IntVector h = IntVector.fromMemorySegment(I32, ALL, p + QH_OFFSET + l, Bytes.ORDER);
              h =
                  (LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PAIRS) : h)
                      .lanewise(LSHR, fifth);
              IntVector lo = v.and(0x0f0f0f0f).or(h.lanewise(LSHL, 4).and(0x10101010));
              IntVector hi =
                  v.lanewise(LSHR, 4).and(0x0f0f0f0f).or(h.lanewise(LSHL, 3).and(0x10101010));
              FloatVector w = (FloatVector) lo.and(0xff).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at), evens);
              w = (FloatVector) hi.and(0xff).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
              w = (FloatVector) lo.and(0xff00).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), evens);
              w = (FloatVector) hi.and(0xff00).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), odds);
              w = (FloatVector) lo.and(0xff0000).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 4 * LANES), evens);
              w = (FloatVector) hi.and(0xff0000).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 5 * LANES), odds);
              w = (FloatVector) lo.and(0xff000000).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 6 * LANES), evens);
              w = (FloatVector) hi.and(0xff000000).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 7 * LANES), odds);
              q += 4L * LANES;
              at += 8 * LANES;
              l += 4 * LANES;
            } while (LANES == 4 && l < 32);
            s = s.rearrange(SixBitTerms.NEXT);
            fifth += LANES == 16 ? 4 : 2;
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
        IntVector v = IntVector.fromArray(I32, words.values, (QL_OFFSET / 4 + word) * LANES);
        IntVector h = IntVector.fromArray(I32, words.values, (QH_OFFSET / 4 + word % 8) * LANES);
        h = h.lanewise(LSHR, word / 8 * 2);
        IntVector low = v.and(0x0f0f0f0f).or(h.lanewise(LSHL, 4).and(0x10101010));
        v = v.lanewise(LSHR, 4);
        IntVector high = v.and(0x0f0f0f0f).or(h.lanewise(LSHL, 3).and(0x10101010));
        low.lanewise(REVERSE_BYTES).intoArray(target, at);
        high.lanewise(REVERSE_BYTES).intoArray(target, at + LANES * stride);
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
