package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/** F32: one little-endian IEEE 754 binary32 an element. NaN and infinities pass unchanged. */
public final class F32Format extends AbstractFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 1;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 4;

  static final F32Format INSTANCE = new F32Format();

  private F32Format() {
    super(TensorType.F32);
  }

  @Override
  void decode(MemorySegment source, long offset, float[] target, int at, int count) {
    MemorySegment.copy(source, LittleEndian.F32, offset, target, at, count);
  }

  @Override
  void encode(float[] source, int at, MemorySegment target, long offset, int count) {
    MemorySegment.copy(source, at, target, LittleEndian.F32, offset, count);
  }
}
