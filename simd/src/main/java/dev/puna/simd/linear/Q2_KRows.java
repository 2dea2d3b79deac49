package dev.puna.simd.linear;

import static dev.puna.quant.Q2_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q2_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q2_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q2_KFormat.D_OFFSET;
import static dev.puna.quant.Q2_KFormat.QS_OFFSET;
import static dev.puna.quant.Q2_KFormat.SCALES_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.REVERSE_BYTES;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q2_K: {@code scale * q - minimum}, groups of 16. */
final class Q2_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private static final ActivationOrder ORDER = Crumbs.order(-1);

  private static final int NIBBLES = 0x0f0f0f0f;

  Q2_KRows() {
    super(ORDER, Crumbs.GROUP_WORDS);
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
        writeTerms(p, terms, t);
        long q = p + QS_OFFSET;
        int j = 0;
        do {
          int l = 0;
          do {
            FloatVector s = FloatVector.fromArray(F32, terms, t + 16 + j);
            int g = t + 16 + j + l / 16;
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            for (int pairs = 0b11; pairs != 0; pairs >>= 1) {
              FloatVector low =
                  LANES == 4 ? FloatVector.broadcast(F32, terms[g]) : s.rearrange(Crumbs.SCALES);
              s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
              FloatVector high =
                  LANES == 4
                      ? FloatVector.broadcast(F32, terms[g + 2])
                      : s.rearrange(Crumbs.SCALES);
              s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
              IntVector v2 = v.lanewise(LSHR, 2);
              FloatVector w = (FloatVector) v.and(0x3).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at), evens);
              w = (FloatVector) v2.and(0x3).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
              w = (FloatVector) v.and(0x300).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), evens);
              w = (FloatVector) v2.and(0x300).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), odds);
              w = (FloatVector) v.and(0x30000).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 4 * LANES), evens);
              w = (FloatVector) v2.and(0x30000).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 5 * LANES), odds);
              w = (FloatVector) v.and(0x3000000).convertShape(I2F, F32, 0);
              evens = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 6 * LANES), evens);
              w = (FloatVector) v2.and(0x3000000).convertShape(I2F, F32, 0);
              odds = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 7 * LANES), odds);
              v = v.lanewise(LSHR, 4);
              g += 4;
              at += 8 * LANES;
            }
            q += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          j += 8;
        } while (LANES < 16 && j < 16);
        p += BLOCK_BYTES;
        t += 16;
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
      words.turn(p, rowBytes, last, D_OFFSET / 8, 0);
      words.turn(p + D_OFFSET - 4, rowBytes, last, 1, D_OFFSET / 4);
      decodeTerms(panel, i, lane);
      int word = 0;
      int at = step;
      while (word != BLOCK_LENGTH / 16) {
        IntVector v = IntVector.fromArray(I32, words.values, (QS_OFFSET / 4 + word) * LANES);
        for (int pairs = 0b11; pairs != 0; pairs >>= 1) {
          v.and(0x03030303).lanewise(REVERSE_BYTES).intoArray(target, at);
          v.lanewise(LSHR, 2)
              .and(0x03030303)
              .lanewise(REVERSE_BYTES)
              .intoArray(target, at + LANES * stride);
          v = v.lanewise(LSHR, 4);
          at += Tile.ROWS;
        }
        word++;
        at += stride - 2 * Tile.ROWS;
        if (word % LANES == 0) {
          step += 2 * Tile.ROWS;
          at = step;
        }
      }
      p += BLOCK_BYTES;
    }
  }

  /** Writes sixteen minima, and as many scales behind them: there the next block's minima go. */
  private static void writeTerms(long p, float[] terms, int at) {
    float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
    float dmin = Float.float16ToFloat(ALL.get(Bytes.I16, p + DMIN_OFFSET));
    for (int half = 0; half < 2; half++) {
      write(p + SCALES_OFFSET, 4 * half, half == 0 ? d : dmin, terms, at + 16 - 16 * half);
    }
  }

  private static void write(long p, int shift, float unit, float[] terms, int at) {
    int a = ALL.get(Bytes.I32, p) >>> shift & NIBBLES;
    int b = ALL.get(Bytes.I32, p + 4) >>> shift & NIBBLES;
    int c = ALL.get(Bytes.I32, p + 8) >>> shift & NIBBLES;
    int d = ALL.get(Bytes.I32, p + 12) >>> shift & NIBBLES;
    Terms.write(a, b, c, d, unit, unit, terms, at);
  }

  /** Sixteen scales, to those of the words, and sixteen minima. */
  private static void decodeTerms(Panel panel, int column, int lane) {
    Words words = panel.words;
    words.halves(D_OFFSET / 4 + 1, 0, 16);
    words.halves(D_OFFSET / 4 + 1, 16, 17);
    FloatVector d = FloatVector.fromArray(F32, words.scales, 16 * LANES);
    FloatVector dmin = FloatVector.fromArray(F32, words.scales, 17 * LANES);
    for (int g = 0; g != 16; g++) {
      IntVector v = IntVector.fromArray(I32, words.values, (SCALES_OFFSET + g) / 4 * LANES);
      v = v.lanewise(LSHR, g % 4 * 8);
      FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
      w.mul(d).intoArray(words.scales, g * LANES);
      w = (FloatVector) v.lanewise(LSHR, 4).and(0xf).convertShape(I2F, F32, 0);
      w.mul(dmin).intoArray(panel.terms, panel.termAt(column / 16 + g) + lane);
    }
    Crumbs.placeScales(panel, column, lane);
  }
}
