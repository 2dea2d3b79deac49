package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.util.Arrays;

/**
 * Scratch memory of one thread. All arrays grow to what the largest product needs and stay.
 *
 * <p>{@code R} rows of weights are at work at a time; {@code G} is the number of terms of a row, in
 * whole vectors.
 */
final class Workspace {
  /** Scaled quants of a row, where it is decoded as a whole. */
  float[] weights = {};

  /**
   * What meets the sums of the activations of each group, {@code [R, G]}, zeros behind the last.
   */
  float[] terms = {};

  /** Sums on their way, {@code [2, R, lanes]}: those of even vectors, those of odd ones. */
  float[] sums = {};

  /** For the products with many tokens. */
  final Panel panel = new Panel();

  void ensure(int rows, int columns, int groups) {
    weights = atLeast(weights, columns);
    terms = atLeast(terms, rows * groups);
    sums = atLeast(sums, 2 * rows * Lanes.F32.length());
    Arrays.fill(terms, 0, rows * groups, 0);
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
