package dev.puna.simd.linear;

import static dev.puna.simd.linear.LaneSwaps.ODD_1;
import static dev.puna.simd.linear.LaneSwaps.ODD_2;
import static dev.puna.simd.linear.LaneSwaps.ODD_4;
import static dev.puna.simd.linear.LaneSwaps.ODD_8;
import static dev.puna.simd.linear.LaneSwaps.SWAP_1;
import static dev.puna.simd.linear.LaneSwaps.SWAP_2;
import static dev.puna.simd.linear.LaneSwaps.SWAP_4;
import static dev.puna.simd.linear.LaneSwaps.SWAP_8;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the lanes of vectors in memory, in the order of {@link Lanes#sum(FloatVector)}. No
 * method takes or gives a vector: it would be boxed wherever the compiler did not inline it.
 */
final class LaneSums {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private LaneSums() {}

  /**
   * Adds {@code count} parts, a power of two, of {@code length} floats that lie one behind the
   * other: the upper half of all to the lower one, and so on until one is left. Two such steps are
   * taken at once, while there are four parts.
   */
  static void addParts(float[] sums, int at, int length, int count) {
    int parts = count;
    while (parts >= 4) {
      parts /= 4;
      addQuarters(sums, at, parts * length);
    }
    if (parts == 2) {
      addHalves(sums, at, length);
    }
  }

  private static void addQuarters(float[] sums, int at, int length) {
    for (int i = at; i < at + length; i += LANES) {
      FloatVector a = FloatVector.fromArray(F32, sums, i);
      FloatVector b = FloatVector.fromArray(F32, sums, i + length);
      FloatVector c = FloatVector.fromArray(F32, sums, i + 2 * length);
      FloatVector d = FloatVector.fromArray(F32, sums, i + 3 * length);
      a.add(c).add(b.add(d)).intoArray(sums, i);
    }
  }

  private static void addHalves(float[] sums, int at, int length) {
    for (int i = at; i < at + length; i += LANES) {
      FloatVector.fromArray(F32, sums, i)
          .add(FloatVector.fromArray(F32, sums, i + length))
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
  static void ofVectors(long sums, int vectors) {
    for (int n = 0; n < vectors; n += LANES) {
      long at = sums + n * Lanes.BYTES & RANGE;
      if (LANES > 8) {
        for (long i = at; i != at + 8 * Lanes.BYTES; i += Lanes.BYTES) {
          FloatVector a = FloatVector.fromMemorySegment(F32, ALL, i, Lanes.ORDER);
          FloatVector b = FloatVector.fromMemorySegment(F32, ALL, i + 8 * Lanes.BYTES, Lanes.ORDER);
          a.blend(b, ODD_8)
              .add(b.blend(a, ODD_8).rearrange(SWAP_8))
              .intoMemorySegment(ALL, i, Lanes.ORDER);
        }
      }
      if (LANES > 4) {
        for (long i = at; i != at + 4 * Lanes.BYTES; i += Lanes.BYTES) {
          FloatVector a = FloatVector.fromMemorySegment(F32, ALL, i, Lanes.ORDER);
          FloatVector b = FloatVector.fromMemorySegment(F32, ALL, i + 4 * Lanes.BYTES, Lanes.ORDER);
          a.blend(b, ODD_4)
              .add(b.blend(a, ODD_4).rearrange(SWAP_4))
              .intoMemorySegment(ALL, i, Lanes.ORDER);
        }
      }
      for (long i = at; i != at + 2 * Lanes.BYTES; i += Lanes.BYTES) {
        FloatVector a = FloatVector.fromMemorySegment(F32, ALL, i, Lanes.ORDER);
        FloatVector b = FloatVector.fromMemorySegment(F32, ALL, i + 2 * Lanes.BYTES, Lanes.ORDER);
        a.blend(b, ODD_2)
            .add(b.blend(a, ODD_2).rearrange(SWAP_2))
            .intoMemorySegment(ALL, i, Lanes.ORDER);
      }
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, at, Lanes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, ALL, at + Lanes.BYTES, Lanes.ORDER);
      a.blend(b, ODD_1)
          .add(b.blend(a, ODD_1).rearrange(SWAP_1))
          .intoMemorySegment(ALL, sums + 4L * n & RANGE, Lanes.ORDER);
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
}
