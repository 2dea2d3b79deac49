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
import dev.puna.simd.vector.Memory;
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
  void heads(long from, int columns, long terms, long scales) {
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      float dmin = Float.float16ToFloat(ALL.get(Bytes.I16, p + DMIN_OFFSET));
      write(p + SCALES_OFFSET, 0, d, scales + offset);
      write(p + SCALES_OFFSET, 4, dmin, terms + offset);
      p += BLOCK_BYTES;
      offset += 64;
    }
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    IntVector lowCrumb = IntVector.broadcast(I32, 0x3);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    long t = scales;
    while (p != end) {
      long q = (p & Memory.RANGE) + QS_OFFSET;
      int j = 0;
      do {
        int l = 0;
        do {
          FloatVector s = FloatVector.fromMemorySegment(F32, ALL, t + 4L * j, Lanes.ORDER);
          long g = t + 4L * (j + l / 16);
          IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
          for (int pairs = 0b11; pairs != 0; pairs >>= 1) {
            FloatVector low =
                LANES == 4
                    ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g))
                    : s.rearrange(Crumbs.SCALES);
            s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
            FloatVector high =
                LANES == 4
                    ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g + 8))
                    : s.rearrange(Crumbs.SCALES);
            s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
            IntVector lo = v;
            IntVector hi = v.lanewise(LSHR, 2);
            for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
              long y = at & Memory.RANGE;
              FloatVector w = (FloatVector) lo.and(lowCrumb).convertShape(I2F, F32, 0);
              evens =
                  w.mul(low).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
              w = (FloatVector) hi.and(lowCrumb).convertShape(I2F, F32, 0);
              odds =
                  w.mul(high)
                      .fma(
                          FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER),
                          odds);
              lo = lo.lanewise(LSHR, 8);
              hi = hi.lanewise(LSHR, 8);
              at += 2 * Lanes.BYTES;
            }
            v = v.lanewise(LSHR, 4);
            g += 16;
          }
          q += 4L * LANES;
          l += 4 * LANES;
        } while (LANES == 4 && l < 32);
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 64;
    }
    evens.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    long target = panel.quants;
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
          v.and(0x03030303)
              .lanewise(REVERSE_BYTES)
              .intoMemorySegment(ALL, target + 4L * at, Lanes.ORDER);
          v.lanewise(LSHR, 2)
              .and(0x03030303)
              .lanewise(REVERSE_BYTES)
              .intoMemorySegment(ALL, target + 4L * (at + LANES * stride), Lanes.ORDER);
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

  /** Writes sixteen scales or minima: the lower or the upper nibbles of bytes, in units. */
  private static void write(long p, int shift, float unit, long to) {
    int a = ALL.get(Bytes.I32, p) >>> shift & NIBBLES;
    int b = ALL.get(Bytes.I32, p + 4) >>> shift & NIBBLES;
    int c = ALL.get(Bytes.I32, p + 8) >>> shift & NIBBLES;
    int d = ALL.get(Bytes.I32, p + 12) >>> shift & NIBBLES;
    Terms.write(a, b, c, d, unit, unit, to);
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
      w.mul(dmin)
          .intoMemorySegment(
              ALL, panel.terms + 4L * (panel.termAt(column / 16 + g) + lane), Lanes.ORDER);
    }
    Crumbs.placeScales(panel, column, lane);
  }
}
