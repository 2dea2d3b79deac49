package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q4_KFormat.QS_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.REVERSE_BYTES;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
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
  void heads(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    IntVector nibble0 = IntVector.broadcast(I32, 0xf);
    IntVector nibble1 = IntVector.broadcast(I32, 0xf0);
    IntVector nibble2 = IntVector.broadcast(I32, 0xf00);
    IntVector nibble3 = IntVector.broadcast(I32, 0xf000);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    long t = scales;
    while (p != end) {
      long q = (p & Memory.RANGE) + QS_OFFSET;
      int j = 0;
      do {
        FloatVector s =
            FloatVector.fromMemorySegment(F32, ALL, LANES == 16 ? t : t + 32 + 2L * j, Lanes.ORDER);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(SixBitTerms.LOW);
          FloatVector high = s.rearrange(SixBitTerms.HIGH);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            for (int halves = 0b11; halves != 0; halves >>= 1) {
              long y = at & Memory.RANGE;
              FloatVector w = (FloatVector) v.and(nibble0).convertShape(I2F, F32, 0);
              evens =
                  w.mul(low).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
              w = (FloatVector) v.and(nibble1).convertShape(I2F, F32, 0);
              odds =
                  w.mul(high)
                      .fma(
                          FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER),
                          odds);
              w = (FloatVector) v.and(nibble2).convertShape(I2F, F32, 0);
              evens =
                  w.mul(low)
                      .fma(
                          FloatVector.fromMemorySegment(F32, ALL, y + 2 * Lanes.BYTES, Lanes.ORDER),
                          evens);
              w = (FloatVector) v.and(nibble3).convertShape(I2F, F32, 0);
              odds =
                  w.mul(high)
                      .fma(
                          FloatVector.fromMemorySegment(F32, ALL, y + 3 * Lanes.BYTES, Lanes.ORDER),
                          odds);
              v = v.lanewise(LSHR, 16);
              at += 4 * Lanes.BYTES;
            }
            q += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(SixBitTerms.NEXT);
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
        IntVector v = IntVector.fromArray(I32, words.values, (QS_OFFSET / 4 + word) * LANES);
        v.and(0x0f0f0f0f)
            .lanewise(REVERSE_BYTES)
            .intoMemorySegment(ALL, target + 4L * at, Lanes.ORDER);
        v.lanewise(LSHR, 4)
            .and(0x0f0f0f0f)
            .lanewise(REVERSE_BYTES)
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
