package dev.puna.simd.linear;

/** Scratch memory of one thread. All arrays grow to what the largest product needs and stay. */
final class Workspace {
  /** Scaled quants of a row, where it is decoded as a whole. */
  float[] weights = {};

  /** Its sums. */
  float[] lanes = {};

  /** For the products with few tokens. */
  final RowStreams streams = new RowStreams();

  /** Activations that are being turned. */
  final NativeFloats square = new NativeFloats();

  /** For the products with many tokens. */
  final Panel panel = new Panel();

  /** The array, or a longer one in its place. */
  static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
