package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * F16: one little-endian IEEE 754 binary16 an element.
 *
 * <p>Encoding rounds to the nearest, ties to even; from 65520 on it gives an infinity. NaN and
 * infinities are kept.
 */
public final class F16Format extends AbstractFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 1;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 2;

  static final F16Format INSTANCE = new F16Format();

  private F16Format() {
    super(TensorType.F16);
  }

  @Override
  void decode(MemorySegment source, long offset, float[] target, int at, int count) {
    for (int i = 0; i < count; i++) {
      target[at + i] = LittleEndian.f16(source, offset + (long) BLOCK_BYTES * i);
    }
  }

  @Override
  void encode(float[] source, int at, MemorySegment target, long offset, int count) {
    for (int i = 0; i < count; i++) {
      LittleEndian.putF16(target, offset + (long) BLOCK_BYTES * i, source[at + i]);
    }
  }
}
