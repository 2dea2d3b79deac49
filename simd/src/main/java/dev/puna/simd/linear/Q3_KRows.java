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
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q3_K: {@code scale * (q - 4)}, groups of 16. The third bits of all columns are in the
 * same 32 bytes.
 */
final class Q3_KRows extends ByteRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Crumbs.order(0);

  /** Where a vector has both halves of a block: how far the third bits of both are to move. */
  private static final IntVector MOVES = Bytes.halves(0, 4);

  /**
   * The lower bits of the scales are nibbles of eight bytes, in two ints: from which bit on; and
   * where the upper two bits are, which all have in the same int.
   */
  private static final IntVector LOW_SHIFTS =
      Bytes.vector(i -> Crumbs.scale(i) % 4 * 8 + Crumbs.scale(i) / 8 * 4);

  private static final IntVector UPPER_SHIFTS =
      Bytes.vector(i -> Crumbs.scale(i) % 4 * 8 + Crumbs.scale(i) / 4 * 2);

  /** The places whose lower bits are in the second int, where a vector has all sixteen. */
  private static final VectorMask<Integer> SECOND = VectorMask.fromLong(I32, 0xff00);

  Q3_KRows() {
    super(ORDER);
  }

  @Override
  void scales(long from, int columns, long terms, long scales) {
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    IntVector upperBits = IntVector.broadcast(I32, 0x30);
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = scales;
    while (p != end) {
      long at = p + SCALES_OFFSET;
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      int first = ALL.get(Bytes.I32, at);
      int second = ALL.get(Bytes.I32, at + 4);
      int upper = ALL.get(Bytes.I32, at + 8);
      int i = 0;
      do {
        // Places from 8 on have the scales of the next ints, from 4 on those of the next bytes.
        int bytes = i % 8 * 4;
        IntVector v = IntVector.broadcast(I32, (i < 8 ? first : second) >>> bytes);
        v = LANES == 16 ? v.blend(second, SECOND) : v;
        v = v.lanewise(LSHR, LOW_SHIFTS).and(lowNibble);
        IntVector u = IntVector.broadcast(I32, upper >>> bytes + i / 8 * 2);
        u = u.lanewise(LSHR, UPPER_SHIFTS);
        FloatVector s =
            (FloatVector)
                v.or(u.lanewise(LSHL, 4).and(upperBits)).sub(SCALE_ZERO).convertShape(I2F, F32, 0);
        s.mul(d).intoMemorySegment(ALL, offset & RANGE, Lanes.ORDER);
        offset += Lanes.BYTES;
        i += LANES;
      } while (LANES < 16 && i < 16);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void quants(long from, int columns, long to) {
    IntVector lowBits = Bytes.all(0x3);
    IntVector thirdBits = Bytes.all(0x4);
    IntVector zero = Bytes.all(0x80 - ZERO);
    IntVector sign = Bytes.all(0x80);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    while (p != end) {
      int l = 0;
      do {
        long z = o & RANGE;
        IntVector v = IntVector.fromMemorySegment(I32, ALL, p + QS_OFFSET + l & RANGE, Bytes.ORDER);
        long at = p + HMASK_OFFSET + (LANES == 16 ? 0 : l % 32);
        IntVector h = IntVector.fromMemorySegment(I32, ALL, at & RANGE, Bytes.ORDER);
        h =
            LANES == 16
                ? h.rearrange(Bytes.FIRST_TWICE).lanewise(LSHR, MOVES)
                : h.lanewise(LSHR, l / 32 * 4);
        for (int k = 0b1111; k != 0; k >>= 1) {
          v.and(lowBits)
              .or(h.lanewise(LSHL, 2).and(thirdBits))
              .add(zero)
              .lanewise(XOR, sign)
              .intoMemorySegment(ALL, z, Bytes.ORDER);
          v = v.lanewise(LSHR, 2);
          h = h.lanewise(LSHR, 1);
          z += 64;
        }
        o += Lanes.BYTES;
        l += 4 * LANES;
      } while (LANES < 16 && l < 64);
      p += BLOCK_BYTES;
      o += 192;
    }
  }
}
