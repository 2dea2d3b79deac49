package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of the activations that share an offset. */
final class GroupSums {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private GroupSums() {}

  /** Writes the sum of each {@code groupLength} (16 or 32) of {@code columns} floats. */
  static void write(float[] x, int xAt, int columns, int groupLength, float[] target, int at) {
    for (int i = 0, g = 0; i < columns; i += groupLength, g++) {
      FloatVector sum = FloatVector.fromArray(F32, x, xAt + i);
      for (int j = LANES; j < groupLength; j += LANES) {
        sum = sum.add(FloatVector.fromArray(F32, x, xAt + i + j));
      }
      target[at + g] = Lanes.sum(sum);
    }
  }
}
