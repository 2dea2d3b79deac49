package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Products of one token and rows with blocks of 32 and {@linkplain Nibbles nibbles}. */
final class NibbleDots {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 32;
  private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

  private NibbleDots() {}

  /**
   * Adds the products of nibbles.
   *
   * @param blockBytes bytes from block to block
   * @param quants where a block's nibbles begin
   */
  static void four(
      long from, int blockBytes, long quants, int columns, long x, long scales, long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long at = x;
    long t = scales;
    while (p != end) {
      FloatVector scale = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t));
      long q = (p & Memory.RANGE) + quants;
      int l = 0;
      do {
        long y = at & Memory.RANGE;
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(LSHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
        FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
        evens = w.mul(scale).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
        w = (FloatVector) v.lanewise(LSHR, 4).convertShape(I2F, F32, 0);
        odds =
            w.mul(scale)
                .fma(FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER), odds);
        q += LANES;
        at += 2 * Lanes.BYTES;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
      t += 4;
    }
    evens.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
  }

  /**
   * Adds the products of nibbles with a fifth bit.
   *
   * @param fifths where a block's fifth bits are
   */
  static void five(
      long from,
      int blockBytes,
      long fifths,
      long quants,
      int columns,
      long x,
      long scales,
      long strands) {
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long at = x;
    long t = scales;
    while (p != end) {
      FloatVector scale = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t));
      int fifth = ALL.get(Bytes.I32, (p & Memory.RANGE) + fifths);
      long q = (p & Memory.RANGE) + quants;
      int l = 0;
      do {
        long y = at & Memory.RANGE;
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(LSHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
        IntVector h = IntVector.broadcast(I32, fifth).lanewise(LSHR, LANE);
        fifth >>>= LANES;
        FloatVector w =
            (FloatVector) v.and(0xf).or(h.lanewise(LSHL, 4).and(0x10)).convertShape(I2F, F32, 0);
        evens = w.mul(scale).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
        w =
            (FloatVector)
                v.lanewise(LSHR, 4).or(h.lanewise(LSHR, 12).and(0x10)).convertShape(I2F, F32, 0);
        odds =
            w.mul(scale)
                .fma(FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER), odds);
        q += LANES;
        at += 2 * Lanes.BYTES;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
      t += 4;
    }
    evens.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
  }
}
