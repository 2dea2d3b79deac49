package dev.puna.simd.linear;

import static dev.puna.quant.Q6_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q6_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q6_KFormat.D_OFFSET;
import static dev.puna.quant.Q6_KFormat.QH_OFFSET;
import static dev.puna.quant.Q6_KFormat.QL_OFFSET;
import static dev.puna.quant.Q6_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q6_KFormat.ZERO;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q6_K: {@code scale * (q - 32)}, groups of 16. Half a block has 64 bytes with the low bits
 * of 128 columns, low nibbles before high ones, and 32 bytes with their high bits.
 */
final class Q6_KRows extends ByteRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** Where a vector is 64 bytes: the 32 bytes that were loaded last, twice. */
  private static final VectorShuffle<Integer> TWICE =
      VectorShuffle.fromOp(I32, i -> (8 + i % 8) % LANES);

  /** And how far the high bits of both are to move. */
  private static final IntVector MOVES = Bytes.halves(0, 2);

  /**
   * Where a vector has four lanes, eight bytes are loaded for them, and so that none is behind the
   * block.
   */
  private static final int BEFORE = LANES == 4 ? 4 : 0;

  Q6_KRows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void scales(long from, int columns, long terms, long scales) {
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      long q = p + SCALES_OFFSET - BEFORE;
      int vectors = Bytes.SIXTEEN;
      do {
        IntVector v =
            (IntVector)
                ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q & RANGE, Bytes.ORDER)
                    .convertShape(B2I, I32, LANES == 4 ? 1 : 0);
        ((FloatVector) v.convertShape(I2F, F32, 0))
            .mul(d)
            .intoMemorySegment(ALL, scales + offset & RANGE, Lanes.ORDER);
        q += LANES;
        offset += Lanes.BYTES;
        vectors >>= 1;
      } while (LANES < 16 && vectors != 0);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void quants(long from, int columns, long to) {
    IntVector lowBits = Bytes.all(0xf);
    IntVector highBits = Bytes.all(0x30);
    IntVector zero = Bytes.all(0x80 - ZERO);
    IntVector sign = Bytes.all(0x80);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    while (p != end) {
      long q = p + QL_OFFSET;
      long qh = p + QH_OFFSET;
      for (int halves = 0b11; halves != 0; halves >>= 1) {
        int l = 0;
        do {
          long z = o & RANGE;
          IntVector v = IntVector.fromMemorySegment(I32, ALL, q + l & RANGE, Bytes.ORDER);
          long at = LANES == 16 ? qh - 32 : qh + l % 32;
          IntVector h = IntVector.fromMemorySegment(I32, ALL, at & RANGE, Bytes.ORDER);
          h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, MOVES) : h.lanewise(LSHR, l / 32 * 2);
          v.and(lowBits)
              .or(h.lanewise(LSHL, 4).and(highBits))
              .add(zero)
              .lanewise(XOR, sign)
              .intoMemorySegment(ALL, z, Bytes.ORDER);
          v.lanewise(LSHR, 4)
              .and(lowBits)
              .or(h.and(highBits))
              .add(zero)
              .lanewise(XOR, sign)
              .intoMemorySegment(ALL, z + 64, Bytes.ORDER);
          o += Lanes.BYTES;
          l += 4 * LANES;
        } while (LANES < 16 && l < 64);
        q += 64;
        qh += 32;
        o += 64;
      }
      p += BLOCK_BYTES;
    }
  }
}
