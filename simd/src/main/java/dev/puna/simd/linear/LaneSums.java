package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> ODD_1 = VectorMask.fromLong(F32, 0xaaaa);
  private static final VectorMask<Float> ODD_2 = VectorMask.fromLong(F32, 0xcccc);
  private static final VectorMask<Float> ODD_4 = VectorMask.fromLong(F32, 0xf0f0);
  private static final VectorMask<Float> ODD_8 = VectorMask.fromLong(F32, 0xff00);

  private LaneSums() {}

  /** Adds {@code length} floats, a multiple of the lanes, that lie {@code length} behind others. */
  static void addHalves(float[] sums, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(F32, sums, i)
          .add(FloatVector.fromArray(F32, sums, length + i))
          .intoArray(sums, i);
    }
  }

  /**
   * Leaves the sum of each of the first {@code vectors} vectors in its place among as many floats.
   *
   * <p>As many vectors as there are lanes are summed together. Where the first has its lower half,
   * the second gets its upper one; the other halves change sides and are added: two vectors of half
   * sums are one. So it goes on with quarters, until each lane is the sum of one vector.
   *
   * @param vectors a multiple of the lanes
   */
  static void ofVectors(float[] sums, int vectors) {
    for (int n = 0; n < vectors; n += LANES) {
      int at = n * LANES;
      if (LANES > 8) {
        for (int i = at; i < at + 8 * LANES; i += LANES) {
          FloatVector a = FloatVector.fromArray(F32, sums, i);
          FloatVector b = FloatVector.fromArray(F32, sums, i + 8 * LANES);
          a.blend(b, ODD_8).add(b.blend(a, ODD_8).rearrange(SWAP_8)).intoArray(sums, i);
        }
      }
      if (LANES > 4) {
        for (int i = at; i < at + 4 * LANES; i += LANES) {
          FloatVector a = FloatVector.fromArray(F32, sums, i);
          FloatVector b = FloatVector.fromArray(F32, sums, i + 4 * LANES);
          a.blend(b, ODD_4).add(b.blend(a, ODD_4).rearrange(SWAP_4)).intoArray(sums, i);
        }
      }
      for (int i = at; i < at + 2 * LANES; i += LANES) {
        FloatVector a = FloatVector.fromArray(F32, sums, i);
        FloatVector b = FloatVector.fromArray(F32, sums, i + 2 * LANES);
        a.blend(b, ODD_2).add(b.blend(a, ODD_2).rearrange(SWAP_2)).intoArray(sums, i);
      }
      FloatVector a = FloatVector.fromArray(F32, sums, at);
      FloatVector b = FloatVector.fromArray(F32, sums, at + LANES);
      a.blend(b, ODD_1).add(b.blend(a, ODD_1).rearrange(SWAP_1)).intoArray(sums, n);
    }
  }

  /** Writes the sum of each {@code groupLength} (16 or 32) of {@code columns} floats. */
  static void ofGroups(float[] x, int xAt, int columns, int groupLength, float[] target, int at) {
    for (int i = 0, g = 0; i < columns; i += groupLength, g++) {
      FloatVector v = FloatVector.fromArray(F32, x, xAt + i);
      for (int j = LANES; j < groupLength; j += LANES) {
        v = v.add(FloatVector.fromArray(F32, x, xAt + i + j));
      }
      if (LANES > 8) {
        v = v.add(v.rearrange(SWAP_8));
      }
      if (LANES > 4) {
        v = v.add(v.rearrange(SWAP_4));
      }
      v = v.add(v.rearrange(SWAP_2));
      target[at + g] = v.add(v.rearrange(SWAP_1)).lane(0);
    }
  }

  /** Neighbours of {@code distance} lanes change places. */
  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(F32, lane -> (lane ^ distance) % LANES);
  }
}
