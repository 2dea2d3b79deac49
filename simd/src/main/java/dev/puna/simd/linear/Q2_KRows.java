package dev.puna.simd.linear;

import static dev.puna.quant.Q2_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q2_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q2_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q2_KFormat.D_OFFSET;
import static dev.puna.quant.Q2_KFormat.QS_OFFSET;
import static dev.puna.quant.Q2_KFormat.SCALES_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q2_K: {@code scale * q - minimum}, groups of 16. */
final class Q2_KRows extends ByteRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Crumbs.order(Terms.GROUP);

  /** Which int has the scale of each lane, and from which bit on. */
  private static final VectorShuffle<Integer> SCALE_INTS =
      VectorShuffle.fromOp(I32, i -> Crumbs.scale(i) / 4 % LANES);

  private static final IntVector SCALE_SHIFTS = Bytes.vector(i -> Crumbs.scale(i) % 4 * 8);

  Q2_KRows() {
    super(ORDER);
  }

  @Override
  void scales(long from, int columns, long terms, long scales) {
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      float dmin = Float.float16ToFloat(ALL.get(Bytes.I16, p + DMIN_OFFSET));
      int i = 0;
      int vectors = Bytes.SIXTEEN;
      do {
        // Places from 8 on have the scales of the next ints, from 4 on those of the next bytes.
        long at = p + SCALES_OFFSET;
        IntVector s = IntVector.fromMemorySegment(I32, ALL, at + (i >> 3 << 2), Bytes.ORDER);
        s = s.rearrange(SCALE_INTS).lanewise(LSHR, SCALE_SHIFTS).lanewise(LSHR, i % 8 * 4);
        ((FloatVector) s.and(lowNibble).convertShape(I2F, F32, 0))
            .mul(d)
            .intoMemorySegment(ALL, scales + offset, Lanes.ORDER);
        IntVector m =
            IntVector.fromMemorySegment(I32, ALL, at + i, Bytes.ORDER)
                .rearrange(Bytes.FIRST_INTS)
                .lanewise(LSHR, Bytes.TO_BOTTOM);
        ((FloatVector) m.lanewise(LSHR, 4).and(lowNibble).convertShape(I2F, F32, 0))
            .mul(dmin)
            .intoMemorySegment(ALL, terms + offset, Lanes.ORDER);
        i += LANES;
        offset += Lanes.BYTES;
        vectors >>= 1;
      } while (LANES < 16 && vectors != 0);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void quants(long from, int columns, long to) {
    IntVector lowBits = Bytes.all(0x3);
    long p = from + QS_OFFSET;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    while (p != end) {
      int l = 0;
      do {
        IntVector v = IntVector.fromMemorySegment(I32, ALL, p + l & RANGE, Bytes.ORDER);
        long z = o & RANGE;
        v.and(lowBits).intoMemorySegment(ALL, z, Bytes.ORDER);
        v.lanewise(LSHR, 2).and(lowBits).intoMemorySegment(ALL, z + 64, Bytes.ORDER);
        v.lanewise(LSHR, 4).and(lowBits).intoMemorySegment(ALL, z + 128, Bytes.ORDER);
        v.lanewise(LSHR, 6).and(lowBits).intoMemorySegment(ALL, z + 192, Bytes.ORDER);
        o += Lanes.BYTES;
        l += 4 * LANES;
      } while (LANES < 16 && l < 64);
      p += BLOCK_BYTES;
      o += 192;
    }
  }
}
