package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes the scales or minima of the groups of a block.
 *
 * <p>Only vectors of the full width are used, here as in all kernels: once the compiler has seen
 * two widths in the same methods of the Vector API, it inlines less of them, and boxes vectors.
 */
final class Terms {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final VectorMask<Integer> SECOND_INT = VectorMask.fromLong(I32, 0xf0);
  private static final VectorMask<Integer> THIRD_INT = VectorMask.fromLong(I32, 0xf00);
  private static final VectorMask<Integer> FOURTH_INT = VectorMask.fromLong(I32, 0xf000);
  private static final VectorMask<Float> SECOND_HALF = VectorMask.fromLong(F32, 0xff00);

  /** The fewest columns that have a term or a scale. */
  private static final int GROUP = 16;

  private Terms() {}

  /** Places of the scales of so many columns, and room for what is written in passing. */
  static int scalePlaces(int columns) {
    return columns / GROUP + Strands.COUNT;
  }

  /**
   * Floats from row to row of so many terms: behind them is room for what is written in passing.
   */
  static int stride(int count) {
    return count + Strands.COUNT;
  }

  /**
   * Writes sixteen signed bytes, the lowest first: those of {@code a} and {@code b} times {@code
   * first}, those of {@code c} and {@code d} times {@code second}.
   */
  static void write(int a, int b, int c, int d, float first, float second, long to) {
    for (int i = 0; i < 16; i += LANES) {
      IntVector ints = IntVector.broadcast(I32, i == 0 ? a : i == 4 ? b : i == 8 ? c : d);
      if (LANES > 4) {
        ints = ints.blend(i == 0 ? b : d, SECOND_INT);
      }
      if (LANES > 8) {
        ints = ints.blend(c, THIRD_INT).blend(d, FOURTH_INT);
      }
      IntVector bytes = ints.lanewise(LSHL, Bytes.TO_TOP).lanewise(ASHR, 24);
      FloatVector units = FloatVector.broadcast(F32, i < 8 ? first : second);
      if (LANES > 8) {
        units = units.blend(second, SECOND_HALF);
      }
      ((FloatVector) bytes.convertShape(I2F, F32, 0))
          .mul(units)
          .intoMemorySegment(ALL, to + 4L * i, Lanes.ORDER);
    }
  }
}
