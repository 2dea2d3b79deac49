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
  private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

  private Nibbles() {}

  /**
   * The order of their activations: high nibbles are masked out where they stand.
   *
   * @param factor what the sum of a block is multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int high = i / LANES % 2;
      columns[i] = high * 16 + i / (2 * LANES) * LANES + i % LANES;
      factors[i] = Math.scalb(1f, -4 * high);
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, BLOCK_LENGTH, factor);
  }

  /**
   * Decodes nibbles.
   *
   * @param blockBytes bytes from block to block
   * @param quants where a block's nibbles begin
   */
  static void four(long from, int blockBytes, long quants, int columns, long scales, long to) {
    IntVector low = IntVector.broadcast(I32, 0xf);
    IntVector high = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long o = to;
    long t = scales;
    while (p != end) {
      FloatVector scale = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t));
      FloatVector zero = scale.mul(minus);
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
            .fma(scale, zero)
            .intoMemorySegment(ALL, z, Lanes.ORDER);
        v.and(high)
            .or(magic)
            .reinterpretAsFloats()
            .fma(scale, zero)
            .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
        q += LANES;
        o += 2 * Quad.STEP;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
      t += 4;
    }
  }

  /**
   * Decodes nibbles with a fifth bit.
   *
   * @param fifths where a block's fifth bits are
   */
  static void five(
      long from, int blockBytes, long fifths, long quants, int columns, long scales, long to) {
    IntVector low = IntVector.broadcast(I32, 0xf);
    IntVector high = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * blockBytes;
    long o = to;
    long t = scales;
    while (p != end) {
      FloatVector scale = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t));
      FloatVector zero = scale.mul(minus);
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
            .fma(scale, zero)
            .intoMemorySegment(ALL, z, Lanes.ORDER);
        v.and(high)
            .or(h.lanewise(LSHR, 8).and(0x100))
            .or(magic)
            .reinterpretAsFloats()
            .fma(scale, zero)
            .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
        q += LANES;
        o += 2 * Quad.STEP;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += blockBytes;
      t += 4;
    }
  }
}
