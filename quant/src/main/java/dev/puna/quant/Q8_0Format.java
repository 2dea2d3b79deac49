package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q8_0: 32 elements in 34 bytes, {@code y = d * q} with signed 8-bit quants.
 *
 * <pre>
 * byte  0..1   d    F16 scale
 *       2..33  qs   byte j = q of element j, signed
 * </pre>
 */
public final class Q8_0Format extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 32;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 34;

  /** Offset of the F16 scale. */
  public static final int D_OFFSET = 0;

  /** Offset of the 32 bytes of quants. */
  public static final int QS_OFFSET = 2;

  static final Q8_0Format INSTANCE = new Q8_0Format();

  private Q8_0Format() {
    super(TensorType.Q8_0);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    for (int j = 0; j < BLOCK_LENGTH; j += 8) {
      long qs = LittleEndian.i64(source, block + QS_OFFSET + j);
      Octet.scale(qs ^ Octet.SIGNS, 128, d, y, at + j);
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    float d = storable(Math.abs(Extremes.signedExtreme(x, at, BLOCK_LENGTH)) / 127, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    for (int j = 0; j < BLOCK_LENGTH; j += 8) {
      long qs = Octet.quantise(x, at + j, d, 0, 128, 255);
      LittleEndian.putI64(target, block + QS_OFFSET + j, qs ^ Octet.SIGNS);
    }
  }
}
