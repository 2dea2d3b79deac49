package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;

/**
 * Scratch memory of one thread. All arrays grow to what the largest product needs and stay.
 *
 * <p>{@code R} rows of weights and {@code T} rows of activations are at work at a time; {@code G}
 * is the number of groups in a row, rounded up to whole vectors.
 */
final class Workspace {
  /** Scaled quants of some columns, {@code [R, columns]}. */
  float[] weights = {};

  /** What is to be added to each scaled quant of a group, {@code [R, G]}, zeros behind the last. */
  float[] offsets = {};

  /** Activations, vectors in the order of sums, {@code [T, columns of the product]}. */
  float[] activations = {};

  /** Sums of the activations of each group, {@code [T, G]}, zeros behind the last. */
  float[] groupSums = {};

  /** Sums on their way, {@code [T, R, lanes]}. */
  float[] sums = {};

  /** The bytes at which four rows begin. */
  final long[] starts = new long[4];

  /** Scales of the blocks at hand, of four rows. */
  final float[] scales = new float[4 * 16];

  void ensure(int rows, int columns, int tokens, int groups, int reordered) {
    weights = atLeast(weights, rows * columns);
    offsets = atLeast(offsets, rows * groups);
    groupSums = atLeast(groupSums, tokens * groups);
    activations = atLeast(activations, tokens * reordered);
    sums = atLeast(sums, rows * tokens * Lanes.F32.length());
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
