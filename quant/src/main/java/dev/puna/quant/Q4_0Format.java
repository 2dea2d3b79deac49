package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q4_0: 32 elements in 18 bytes, {@code y = d * (q - 8)} with 4-bit quants.
 *
 * <pre>
 * byte  0..1   d    F16 scale
 *       2..17  qs   byte j: bits 0..3 = q of element j, bits 4..7 = q of element j + 16
 * </pre>
 */
public final class Q4_0Format extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 32;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 18;

  /** Offset of the F16 scale. */
  public static final int D_OFFSET = 0;

  /** Offset of the 16 bytes of quants. */
  public static final int QS_OFFSET = 2;

  /** The quant that stands for zero. */
  public static final int ZERO = 8;

  static final Q4_0Format INSTANCE = new Q4_0Format();

  private Q4_0Format() {
    super(TensorType.Q4_0);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    for (int j = 0; j < 16; j += 8) {
      long qs = LittleEndian.i64(source, block + QS_OFFSET + j);
      Octet.scale(qs & Octet.BITS_0_3, ZERO, d, y, at + j);
      Octet.scale(qs >>> 4 & Octet.BITS_0_3, ZERO, d, y, at + 16 + j);
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    float d = storable(Extremes.signedExtreme(x, at, BLOCK_LENGTH) / -ZERO, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    for (int j = 0; j < 16; j += 8) {
      long low = Octet.quantise(x, at + j, d, 0, ZERO, 15);
      long high = Octet.quantise(x, at + 16 + j, d, 0, ZERO, 15);
      LittleEndian.putI64(target, block + QS_OFFSET + j, low | high << 4);
    }
  }
}
