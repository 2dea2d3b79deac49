package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q5_K: {@code scale * q - minimum}, groups of 32. The fifth bits of all pairs of groups
 * are in the same 32 bytes. Of two pairs the low nibbles come first.
 */
final class Q5_KRows extends ByteRows {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = I32.length();

  /** Where a vector has two pairs of groups: 32 bytes twice. */
  private static final VectorShuffle<Integer> TWICE = VectorShuffle.fromOp(I32, i -> i % 8 % LANES);

  /** And how far the fifth bits of the first and the second pair are to move. */
  private static final IntVector MOVES = Bytes.halves(0, 2);

  Q5_KRows() {
    super(SixBitTerms.BYTES);
  }

  @Override
  void scales(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
    SixBitTerms.spread(scales, columns);
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
                  ? h.rearrange(TWICE).lanewise(LSHR, MOVES).lanewise(LSHR, fifth)
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
}
