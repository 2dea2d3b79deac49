package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** The scales and offsets of the groups of a block of 256. */
final class GroupScales {
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> FOUR_INTS = IntVector.SPECIES_128;
  private static final VectorSpecies<Long> TWO_LONGS = LongVector.SPECIES_128;
  private static final boolean NARROW = Lanes.F32.length() == 4;
  private static final IntVector TO_TOP =
      IntVector.fromArray(FOUR_INTS, new int[] {24, 16, 8, 0}, 0);

  private GroupScales() {}

  /**
   * Writes those of eight groups: scales {@code d * s} and offsets {@code perScale * d * s - dmin *
   * m}.
   *
   * @param s eight signed bytes, that of the first group lowest
   * @param m eight signed bytes, likewise
   */
  static void write(
      long s,
      float d,
      long m,
      float dmin,
      float perScale,
      float[] scales,
      int at,
      float[] offsets,
      int offsetsAt) {
    if (NARROW) {
      writeFour((int) s, d, (int) m, dmin, perScale, scales, at, offsets, offsetsAt);
      s >>>= 32;
      m >>>= 32;
      writeFour((int) s, d, (int) m, dmin, perScale, scales, at + 4, offsets, offsetsAt + 4);
      return;
    }
    FloatVector minimum =
        ((FloatVector) LongVector.broadcast(TWO_LONGS, m).reinterpretAsBytes().castShape(EIGHT, 0))
            .mul(dmin);
    FloatVector scale =
        ((FloatVector) LongVector.broadcast(TWO_LONGS, s).reinterpretAsBytes().castShape(EIGHT, 0))
            .mul(d);
    scale.intoArray(scales, at);
    scale.mul(perScale).sub(minimum).intoArray(offsets, offsetsAt);
  }

  private static void writeFour(
      int s,
      float d,
      int m,
      float dmin,
      float perScale,
      float[] scales,
      int at,
      float[] offsets,
      int offsetsAt) {
    FloatVector minimum =
        ((FloatVector)
                IntVector.broadcast(FOUR_INTS, m)
                    .lanewise(LSHL, TO_TOP)
                    .lanewise(ASHR, 24)
                    .convert(I2F, 0))
            .mul(dmin);
    FloatVector scale =
        ((FloatVector)
                IntVector.broadcast(FOUR_INTS, s)
                    .lanewise(LSHL, TO_TOP)
                    .lanewise(ASHR, 24)
                    .convert(I2F, 0))
            .mul(d);
    scale.intoArray(scales, at);
    scale.mul(perScale).sub(minimum).intoArray(offsets, offsetsAt);
  }
}
