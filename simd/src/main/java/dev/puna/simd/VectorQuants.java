package dev.puna.simd;

import static dev.puna.host.CacheHeads.UNIT_BYTES;
import static dev.puna.host.CacheHeads.UNIT_QUANTS;
import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.D_OFFSET;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.linear.Bytes;
import dev.puna.simd.vector.HalfFloats;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Decodes the keys and values of one head in one block of a Q8_0 cache. */
final class VectorQuants {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private VectorQuants() {}

  /**
   * Decodes keys to F32 {@code [length][BLOCK]} at address {@code to}; lanes are positions.
   *
   * @param from the address of the keys
   * @param scales the address of memory for {@code [BLOCK]} floats
   */
  static void keys(long from, int length, long scales, long to) {
    long unit = from;
    for (int i = 0; i < length; i += BLOCK_LENGTH) {
      HalfFloats.decode(unit, scales, BLOCK);
      long end = to + 4L * BLOCK * Math.min(length, i + BLOCK_LENGTH);
      for (int p = 0; p < BLOCK; p += LANES) {
        FloatVector scale = FloatVector.fromMemorySegment(F32, ALL, scales + 4L * p, Lanes.ORDER);
        long q = unit + UNIT_QUANTS + p;
        for (long at = to + 4L * (i * BLOCK + p); at < end; at += 4L * BLOCK) {
          IntVector v =
              LANES == 4
                  ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                          .convertShape(B2I, I32, 0);
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(scale)
              .intoMemorySegment(ALL, at, Lanes.ORDER);
          q += BLOCK;
        }
      }
      unit += UNIT_BYTES;
    }
  }

  /**
   * Decodes values to F32 {@code [BLOCK][length]} at address {@code to}; lanes are elements. Up to
   * 31 floats after the last are overwritten.
   */
  static void values(long from, int length, long to) {
    long block = from;
    for (int p = 0; p < BLOCK; p++) {
      // What a row that is no whole number of blocks writes too much, the next one overwrites.
      long at = to + 4L * p * length;
      for (int i = 0; i < length; i += BLOCK_LENGTH) {
        FloatVector scale =
            FloatVector.broadcast(F32, Float.float16ToFloat(ALL.get(Bytes.I16, block + D_OFFSET)));
        long end = block + BLOCK_BYTES;
        for (long q = block + QS_OFFSET; q < end; q += LANES) {
          IntVector v =
              LANES == 4
                  ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                          .convertShape(B2I, I32, 0);
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(scale)
              .intoMemorySegment(ALL, at, Lanes.ORDER);
          at += 4L * LANES;
        }
        block = end;
      }
    }
  }
}
