package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q4_1: 32 elements in 20 bytes, {@code y = d * q + m} with 4-bit quants.
 *
 * <pre>
 * byte  0..1   d    F16 scale
 *       2..3   m    F16 minimum
 *       4..19  qs   byte j: bits 0..3 = q of element j, bits 4..7 = q of element j + 16
 * </pre>
 */
public final class Q4_1Format extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 32;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 20;

  /** Offset of the F16 scale. */
  public static final int D_OFFSET = 0;

  /** Offset of the F16 minimum. */
  public static final int M_OFFSET = 2;

  /** Offset of the 16 bytes of quants. */
  public static final int QS_OFFSET = 4;

  static final Q4_1Format INSTANCE = new Q4_1Format();

  private Q4_1Format() {
    super(TensorType.Q4_1);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    float m = LittleEndian.f16(source, block + M_OFFSET);
    for (int j = 0; j < 16; j += 8) {
      long qs = LittleEndian.i64(source, block + QS_OFFSET + j);
      Octet.scaleAndShift(qs & Octet.BITS_0_3, d, m, y, at + j);
      Octet.scaleAndShift(qs >>> 4 & Octet.BITS_0_3, d, m, y, at + 16 + j);
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    float m = storable(Extremes.minimum(x, at, BLOCK_LENGTH), x, at);
    float d = storable((Extremes.maximum(x, at, BLOCK_LENGTH) - m) / 15, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    LittleEndian.putF16(target, block + M_OFFSET, m);
    for (int j = 0; j < 16; j += 8) {
      long low = Octet.quantise(x, at + j, d, m, 0, 15);
      long high = Octet.quantise(x, at + 16 + j, d, m, 0, 15);
      LittleEndian.putI64(target, block + QS_OFFSET + j, low | high << 4);
    }
  }
}
