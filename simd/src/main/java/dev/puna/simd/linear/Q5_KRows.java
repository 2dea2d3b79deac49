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
    super(SixBitTerms.BYTES, SixBitTerms.GROUP_WORDS);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    IntVector lowByte = IntVector.broadcast(I32, 0xff);
    IntVector lowNibbles = IntVector.broadcast(I32, 0x0f0f0f0f);
    IntVector fifthBits = IntVector.broadcast(I32, 0x10101010);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
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
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            IntVector h = IntVector.fromMemorySegment(I32, ALL, p + QH_OFFSET + l, Bytes.ORDER);
            h = (LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PAIRS) : h).lanewise(LSHR, fifth);
            IntVector lo = v.and(lowNibbles).or(h.lanewise(LSHL, 4).and(fifthBits));
            IntVector hi =
                v.lanewise(LSHR, 4).and(lowNibbles).or(h.lanewise(LSHL, 3).and(fifthBits));
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
        low.lanewise(REVERSE_BYTES).intoMemorySegment(ALL, target + 4L * at, Lanes.ORDER);
        high.lanewise(REVERSE_BYTES)
            .intoMemorySegment(ALL, target + 4L * (at + LANES * stride), Lanes.ORDER);
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
