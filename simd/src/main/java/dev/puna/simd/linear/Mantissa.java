package dev.puna.simd.linear;

/**
 * How an unsigned number becomes a float without a conversion: its bits, or-ed to those of
 * 2<sup>23</sup>, are the float that much above. Times a scale, minus 2<sup>23</sup> times the
 * scale, in one operation that rounds once, it is the number times the scale: exactly, where that
 * has no more than 24 bits. A processor that does mask and or in one operation takes two for a
 * number, and three to convert and scale it.
 */
final class Mantissa {
  /** The bits of 2<sup>23</sup>. */
  static final int BITS = 0x4b000000;

  /** What takes it away again. */
  static final float MINUS = -0x1p23f;

  private Mantissa() {}

  /**
   * The float that a small number becomes: taken from another such float, it leaves a difference.
   */
  static float of(int number) {
    return 0x1p23f + number;
  }
}
