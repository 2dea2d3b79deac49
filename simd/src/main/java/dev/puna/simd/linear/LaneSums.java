package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the lanes of vectors that lie in arrays, in the order of {@link
 * Lanes#sum(FloatVector)}. No method takes or gives a vector: it would be boxed wherever the
 * compiler did not inline it.
 */
final class LaneSums {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorShuffle<Float> BY_1 = rotation(1);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_8 = rotation(8);

  private LaneSums() {}

  /**
   * The sum of a vector of {@code sums} and of {@code length} products.
   *
   * @param length a multiple of the lanes of a vector, or 0
   */
  static float of(float[] sums, int at, float[] a, int aAt, float[] b, int bAt, int length) {
    FloatVector v = FloatVector.fromArray(F32, sums, at);
    for (int i = 0; i < length; i += LANES) {
      v = FloatVector.fromArray(F32, a, aAt + i).fma(FloatVector.fromArray(F32, b, bAt + i), v);
    }
    if (LANES > 8) {
      v = v.add(v.rearrange(BY_8));
    }
    if (LANES > 4) {
      v = v.add(v.rearrange(BY_4));
    }
    v = v.add(v.rearrange(BY_2));
    return v.add(v.rearrange(BY_1)).lane(0);
  }

  /** Writes the sum of each {@code groupLength} (16 or 32) of {@code columns} floats. */
  static void ofGroups(float[] x, int xAt, int columns, int groupLength, float[] target, int at) {
    for (int i = 0, g = 0; i < columns; i += groupLength, g++) {
      FloatVector v = FloatVector.fromArray(F32, x, xAt + i);
      for (int j = LANES; j < groupLength; j += LANES) {
        v = v.add(FloatVector.fromArray(F32, x, xAt + i + j));
      }
      if (LANES > 8) {
        v = v.add(v.rearrange(BY_8));
      }
      if (LANES > 4) {
        v = v.add(v.rearrange(BY_4));
      }
      v = v.add(v.rearrange(BY_2));
      target[at + g] = v.add(v.rearrange(BY_1)).lane(0);
    }
  }

  /** {@code count}, rounded up to whole vectors. */
  static int wholeVectors(int count) {
    return Math.ceilDiv(count, LANES) * LANES;
  }

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(F32, lane -> (lane + distance) % LANES);
  }
}
