package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the types with blocks of 32 and nibbles share: byte j has elements j and j + 16. A block has
 * one scale.
 */
final class Nibbles {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 32;

  /** Where a vector is half of a block's nibbles, the bytes of that; else 0. */
  private static final long HALF = LANES % 16;

  /** See {@link WeightRows#fusedRows}. */
  static final int FUSED_ROWS = LANES > 4 ? 2 : 0;

  private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

  private Nibbles() {}

  /**
   * The order of their activations: high nibbles are masked out where they stand.
   *
   * @param sums whether the sums of blocks are asked for
   */
  static ActivationOrder order(boolean sums) {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int high = i / LANES % 2;
      columns[i] = high * 16 + i / (2 * LANES) * LANES + i % LANES;
      factors[i] = Math.scalb(1f, -4 * high);
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, sums ? BLOCK_LENGTH : 0, 1);
  }

  /**
   * Decodes nibbles.
   *
   * @param blockBytes bytes from block to block, which begin with their scales
   * @param quants where a block's nibbles begin
   * @param zero what is taken from each
   */
  static void four(long from, int blockBytes, long quants, int zero, int columns, long to) {
    IntVector low = IntVector.broadcast(I32, 0xf);
    IntVector high = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector lowZero = FloatVector.broadcast(F32, Mantissa.of(zero));
    FloatVector highZero = FloatVector.broadcast(F32, Mantissa.of(zero << 4));
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long o = to;
    while (p != end) {
      FloatVector scale =
          FloatVector.broadcast(F32, Float.float16ToFloat(ALL.get(Bytes.I16, p & RANGE)));
      long q = (p & RANGE) + quants;
      int l = 0;
      do {
        long z = o & RANGE;
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(LSHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
        v.and(low)
            .or(magic)
            .reinterpretAsFloats()
            .sub(lowZero)
            .mul(scale)
            .intoMemorySegment(ALL, z, Lanes.ORDER);
        v.and(high)
            .or(magic)
            .reinterpretAsFloats()
            .sub(highZero)
            .mul(scale)
            .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
        q += LANES;
        o += 2 * Quad.STEP;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
    }
  }

  /**
   * Adds the products of two rows of nibbles with a token; see {@link WeightRows#dot}. (Q4_0, G
   * weights/s of two threads of an Intel Xeon, decoded to memory and so: 11.9 and 18.3; with 256
   * bits 9.3 and 12.6.)
   *
   * @param blockBytes bytes from block to block, which begin with their scales
   * @param quants where a block's nibbles begin
   * @param zero what is taken from each
   */
  static void dotFour(
      long from,
      long apart,
      int blockBytes,
      long quants,
      int zero,
      int columns,
      long x,
      long strands) {
    long s = strands & RANGE;
    FloatVector sum0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector sum1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    IntVector low = IntVector.broadcast(I32, 0xf);
    IntVector high = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector lowZero = FloatVector.broadcast(F32, Mantissa.of(zero));
    FloatVector highZero = FloatVector.broadcast(F32, Mantissa.of(zero << 4));
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long at = x;
    long half = 0;
    while (p != end) {
      float scale0 = Float.float16ToFloat(ALL.get(Bytes.I16, p & RANGE));
      float scale1 = Float.float16ToFloat(ALL.get(Bytes.I16, p + apart & RANGE));
      long q = p + quants + half;
      long y = at & RANGE;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
      IntVector v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_B2I, I32, 0);
      FloatVector w = v.and(low).or(magic).reinterpretAsFloats();
      sum0 = w.sub(lowZero).mul(scale0).fma(x0, sum0);
      w = v.and(high).or(magic).reinterpretAsFloats();
      sum0 = w.sub(highZero).mul(scale0).fma(x1, sum0);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + apart & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_B2I, I32, 0);
      w = v.and(low).or(magic).reinterpretAsFloats();
      sum1 = w.sub(lowZero).mul(scale1).fma(x0, sum1);
      w = v.and(high).or(magic).reinterpretAsFloats();
      sum1 = w.sub(highZero).mul(scale1).fma(x1, sum1);
      at += 2 * Lanes.BYTES;
      half = HALF - half;
      p += half == 0 ? blockBytes : 0;
    }
    sum0.intoMemorySegment(ALL, s, Lanes.ORDER);
    sum1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
  }

  /**
   * Decodes nibbles with a fifth bit.
   *
   * @param fifths where a block's fifth bits are
   */
  static void five(
      long from, int blockBytes, long fifths, long quants, int zero, int columns, long to) {
    IntVector low = IntVector.broadcast(I32, 0xf);
    IntVector high = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector lowZero = FloatVector.broadcast(F32, Mantissa.of(zero));
    FloatVector highZero = FloatVector.broadcast(F32, Mantissa.of(zero << 4));
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long o = to;
    while (p != end) {
      FloatVector scale =
          FloatVector.broadcast(F32, Float.float16ToFloat(ALL.get(Bytes.I16, p & RANGE)));
      int fifth = ALL.get(Bytes.I32, (p & RANGE) + fifths);
      long q = (p & RANGE) + quants;
      int l = 0;
      do {
        long z = o & RANGE;
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
        v.and(low)
            .or(h.lanewise(LSHL, 4).and(0x10))
            .or(magic)
            .reinterpretAsFloats()
            .sub(lowZero)
            .mul(scale)
            .intoMemorySegment(ALL, z, Lanes.ORDER);
        v.and(high)
            .or(h.lanewise(LSHR, 8).and(0x100))
            .or(magic)
            .reinterpretAsFloats()
            .sub(highZero)
            .mul(scale)
            .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
        q += LANES;
        o += 2 * Quad.STEP;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
    }
  }
}
