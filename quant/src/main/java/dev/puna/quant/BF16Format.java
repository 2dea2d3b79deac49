package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * BF16: the upper half of an F32, little-endian: sign, 8 bits of exponent, 7 of mantissa.
 *
 * <p>Encoding rounds to the nearest, ties to even; infinities are kept, and NaN stays NaN (quiet).
 */
public final class BF16Format extends AbstractFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 1;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 2;

  static final BF16Format INSTANCE = new BF16Format();

  private BF16Format() {
    super(TensorType.BF16);
  }

  /** The number with these BF16 bits; exact. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The BF16 bits nearest to {@code value}, ties to even. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      // The payload may lie in the lower half alone: the quiet bit keeps it from becoming infinity.
      return (short) (bits >>> 16 | 0x40);
    }
    int halfOrJustBelow = 0x7FFF + (bits >>> 16 & 1);
    return (short) (bits + halfOrJustBelow >>> 16);
  }

  @Override
  void decode(MemorySegment source, long offset, float[] target, int at, int count) {
    for (int i = 0; i < count; i++) {
      target[at + i] = toFloat(LittleEndian.i16(source, offset + (long) BLOCK_BYTES * i));
    }
  }

  @Override
  void encode(float[] source, int at, MemorySegment target, long offset, int count) {
    for (int i = 0; i < count; i++) {
      LittleEndian.putI16(target, offset + (long) BLOCK_BYTES * i, fromFloat(source[at + i]));
    }
  }
}
