package dev.puna.simd.linear;

import static dev.puna.quant.Q3_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q3_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q3_KFormat.D_OFFSET;
import static dev.puna.quant.Q3_KFormat.HMASK_OFFSET;
import static dev.puna.quant.Q3_KFormat.QS_OFFSET;
import static dev.puna.quant.Q3_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q3_KFormat.SCALE_ZERO;
import static dev.puna.quant.Q3_KFormat.ZERO;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.REVERSE_BYTES;

import dev.puna.quant.Q3_KFormat;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q3_K: {@code scale * (q - 4)}, groups of 16. */
final class Q3_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private static final ActivationOrder ORDER = Crumbs.order(-ZERO);

  /** Where a vector has both halves: the 32 bytes of third bits twice. */
  private static final VectorShuffle<Integer> TWICE = VectorShuffle.fromOp(I32, i -> i % 8 % LANES);

  /** And how far those of the first and the second half are to move. */
  private static final IntVector HALVES = Bytes.halves(0, 4);

  private static final long SIGNS = 0x8080808080808080L;
  private static final long SCALE_ZEROS = 0x2020202020202020L;

  Q3_KRows() {
    super(ORDER, Crumbs.GROUP_WORDS);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long to = scales;
    while (p != end) {
      writeTerms(p, to);
      p += BLOCK_BYTES;
      to += 64;
    }
    Bytes.copy(scales, terms, columns / Crumbs.GROUP_LENGTH);
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    IntVector lowByte = IntVector.broadcast(I32, 0xff);
    IntVector lowBits = IntVector.broadcast(I32, 0x03030303);
    IntVector thirdBits = IntVector.broadcast(I32, 0x04040404);
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
          IntVector h = IntVector.fromMemorySegment(I32, ALL, p + HMASK_OFFSET + l, Bytes.ORDER);
          h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, HALVES) : h.lanewise(LSHR, j / 2);
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
            IntVector lo = v.and(lowBits).or(h.lanewise(LSHL, 2).and(thirdBits));
            IntVector hi = v.lanewise(LSHR, 2).and(lowBits).or(h.lanewise(LSHL, 1).and(thirdBits));
            for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
              long y = at & Memory.RANGE;
              FloatVector w = (FloatVector) lo.and(lowByte).convertShape(I2F, F32, 0);
              evens =
                  w.mul(low).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
              w = (FloatVector) hi.and(lowByte).convertShape(I2F, F32, 0);
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
            h = h.lanewise(LSHR, 2);
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
    IntVector lowBits = IntVector.broadcast(I32, 0x03030303);
    IntVector thirdBits = IntVector.broadcast(I32, 0x04040404);
    long p = from;
    int step = lane;
    for (int i = 0; i != columns; i += BLOCK_LENGTH) {
      words.turn(p, rowBytes, last, SCALES_OFFSET / 8, 0);
      words.turn(p + SCALES_OFFSET, rowBytes, last, 1, SCALES_OFFSET / 4);
      words.turn(p + BLOCK_BYTES - 8, rowBytes, last, 1, SCALES_OFFSET / 4 + 2);
      decodeTerms(panel, i, lane);
      int word = 0;
      int at = step;
      while (word != BLOCK_LENGTH / 16) {
        IntVector v = IntVector.fromArray(I32, words.values, (QS_OFFSET / 4 + word) * LANES);
        IntVector h = IntVector.fromArray(I32, words.values, (HMASK_OFFSET / 4 + word % 8) * LANES);
        h = h.lanewise(LSHR, word / 8 * 4);
        for (int pairs = 0b11; pairs != 0; pairs >>= 1) {
          IntVector low = v.and(lowBits).or(h.lanewise(LSHL, 2).and(thirdBits));
          IntVector high = v.lanewise(LSHR, 2).and(lowBits).or(h.lanewise(LSHL, 1).and(thirdBits));
          low.lanewise(REVERSE_BYTES).intoMemorySegment(ALL, target + 4L * at, Lanes.ORDER);
          high.lanewise(REVERSE_BYTES)
              .intoMemorySegment(ALL, target + 4L * (at + LANES * stride), Lanes.ORDER);
          h = h.lanewise(LSHR, 2);
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

  private static void writeTerms(long p, long to) {
    float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
    long first = signed(Q3_KFormat.scales(ALL, p, 0));
    long second = signed(Q3_KFormat.scales(ALL, p, 1));
    Terms.write((int) first, (int) (first >>> 32), (int) second, (int) (second >>> 32), d, d, to);
  }

  /** Eight scales of 0 to 63, with the one that stands for zero subtracted from each. */
  private static long signed(long scales) {
    return (scales | SIGNS) - SCALE_ZEROS ^ SIGNS;
  }

  /** Sixteen scales, also to those of the words. Their last four bytes and {@code d} overlap. */
  private static void decodeTerms(Panel panel, int column, int lane) {
    Words words = panel.words;
    int at = SCALES_OFFSET / 4;
    words.halves(at + 3, 16, 16);
    FloatVector d = FloatVector.fromArray(F32, words.scales, 16 * LANES);
    IntVector upper =
        IntVector.fromArray(I32, words.values, (at + 2) * LANES)
            .lanewise(LSHR, 16)
            .or(IntVector.fromArray(I32, words.values, (at + 3) * LANES).lanewise(LSHL, 16));
    for (int g = 0; g != 16; g++) {
      int shift = g % 4 * 8 + g / 8 * 4;
      IntVector low =
          IntVector.fromArray(I32, words.values, (at + g % 8 / 4) * LANES)
              .lanewise(LSHR, shift)
              .and(0xf);
      IntVector high = upper.lanewise(LSHR, shift + g % 8 / 4 * 2).and(0x3).lanewise(LSHL, 4);
      FloatVector w = (FloatVector) low.or(high).sub(SCALE_ZERO).convertShape(I2F, F32, 0);
      w.mul(d).intoArray(words.scales, g * LANES);
      w.mul(d)
          .intoMemorySegment(
              ALL, panel.terms + 4L * (panel.termAt(column / 16 + g) + lane), Lanes.ORDER);
    }
    Crumbs.placeScales(panel, column, lane);
  }
}
