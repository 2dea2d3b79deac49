package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q5_K: {@code scale * q - minimum}, groups of 32. The fifth bits of all pairs of groups
 * are in the same 32 bytes. Of two pairs the low nibbles come first.
 */
final class Q5_KRows extends ByteRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = I32.length();

  /** Where a vector has two pairs of groups: how far the fifth bits of both are to move. */
  private static final IntVector MOVES = Bytes.halves(0, 2);

  private static final ActivationOrder ORDER =
      new ActivationOrder(
          BLOCK_LENGTH,
          i -> group(i / GROUP_LENGTH) * GROUP_LENGTH + i % GROUP_LENGTH,
          GROUP_LENGTH,
          -1);

  /** The scales of 16 columns each that a vector of scales begins with, and the rest of them. */
  private static final VectorShuffle<Float> FIRST_SPREAD =
      VectorShuffle.fromOp(F32, i -> (LANES == 16 ? 8 : 0) + group(i / 2));

  private static final VectorShuffle<Float> SECOND_SPREAD =
      VectorShuffle.fromOp(F32, i -> group((LANES / 2 + i / 2) % 8) % LANES);

  Q5_KRows() {
    super(ORDER);
  }

  @Override
  void scales(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
    spread(scales, columns);
  }

  @Override
  void scalesOfFour(long from, long apart, int columns, long terms, long termsApart, long scales) {
    SixBitTerms.writeFour(from, apart, columns, BLOCK_BYTES, terms, termsApart, scales);
    for (int r = 0; r < Quad.SIZE; r++) {
      spread(scales + r * Terms.ROW_BYTES, columns);
    }
  }

  /** Makes of the minima and scales of blocks 16 scales, one for each 16 columns in their order. */
  private static void spread(long scales, int columns) {
    long t = scales;
    long end = t + 4L * (columns / 16);
    while (t != end) {
      int i = 0;
      do {
        long from = t + (LANES == 16 ? 0 : 32 + i);
        FloatVector s = FloatVector.fromMemorySegment(F32, ALL, from & RANGE, Lanes.ORDER);
        long to = t + 2L * i & RANGE;
        s.rearrange(FIRST_SPREAD).intoMemorySegment(ALL, to, Lanes.ORDER);
        if (LANES < 16) {
          s.rearrange(SECOND_SPREAD).intoMemorySegment(ALL, to + Lanes.BYTES, Lanes.ORDER);
        }
        i += 4 * LANES;
      } while (LANES == 4 && i < 32);
      t += 64;
    }
  }

  @Override
  void quants(long from, int columns, long to) {
    IntVector lowBits = Bytes.all(0xf);
    IntVector fifthBits = Bytes.all(0x10);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    while (p != end) {
      long q = p + QL_OFFSET;
      int fifth = 0;
      for (int halves = 0b11; halves != 0; halves >>= 1) {
        int l = 0;
        do {
          long z = o & RANGE;
          IntVector v = IntVector.fromMemorySegment(I32, ALL, q + l & RANGE, Bytes.ORDER);
          long at = p + QH_OFFSET + (LANES == 16 ? 0 : l % 32);
          IntVector h = IntVector.fromMemorySegment(I32, ALL, at & RANGE, Bytes.ORDER);
          h =
              LANES == 16
                  ? h.rearrange(Bytes.FIRST_TWICE).lanewise(LSHR, MOVES).lanewise(LSHR, fifth)
                  : h.lanewise(LSHR, fifth + l / 32 * 2);
          v.and(lowBits)
              .or(h.lanewise(LSHL, 4).and(fifthBits))
              .intoMemorySegment(ALL, z, Bytes.ORDER);
          v.lanewise(LSHR, 4)
              .and(lowBits)
              .or(h.lanewise(LSHL, 3).and(fifthBits))
              .intoMemorySegment(ALL, z + 64, Bytes.ORDER);
          o += Lanes.BYTES;
          l += 4 * LANES;
        } while (LANES < 16 && l < 64);
        q += 64;
        fifth += 4;
        o += 64;
      }
      p += BLOCK_BYTES;
    }
  }

  /** The group that comes at a place of a block . */
  private static int group(int place) {
    return place / 4 * 4 + place % 2 * 2 + place % 4 / 2;
  }
}
