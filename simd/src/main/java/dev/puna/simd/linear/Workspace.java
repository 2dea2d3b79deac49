package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;

/** Scratch memory of one thread. All arrays grow to what the largest product needs and stay. */
final class Workspace {
  /** Scaled quants of a row, where it is decoded as a whole. */
  float[] weights = {};

  /** What meets the sums of the activations of each group of a row. */
  float[] terms = {};

  /** Sums on their way: a vector for each row. */
  float[] sums = {};

  /** Activations that are being turned. */
  final Square square = new Square();

  /** For the products with many tokens. */
  final Panel panel = new Panel();

  void ensure(int rows, int columns, int groups) {
    weights = atLeast(weights, columns);
    terms = atLeast(terms, termElements(groups));
    sums = atLeast(sums, (rows + 1) * Lanes.F32.length());
  }

  /** Floats for the terms of a row, and behind them for what a kernel writes in passing. */
  static int termElements(int groups) {
    return groups + 2 * Strands.COUNT;
  }

  /** The array, or a longer one in its place. */
  static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
