package dev.puna.quant;

/** Extremes of the elements of a block. */
final class Extremes {
  private Extremes() {}

  /** The element of the largest magnitude, with its sign. */
  static float signedExtreme(float[] x, int at, int length) {
    float extreme = 0;
    for (int i = at; i < at + length; i++) {
      extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
    }
    return extreme;
  }

  /** The smallest element. */
  static float minimum(float[] x, int at, int length) {
    float minimum = x[at];
    for (int i = at + 1; i < at + length; i++) {
      minimum = Math.min(minimum, x[i]);
    }
    return minimum;
  }

  /** The largest element. */
  static float maximum(float[] x, int at, int length) {
    float maximum = x[at];
    for (int i = at + 1; i < at + length; i++) {
      maximum = Math.max(maximum, x[i]);
    }
    return maximum;
  }
}
