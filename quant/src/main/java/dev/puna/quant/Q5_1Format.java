package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q5_1: 32 elements in 24 bytes, {@code y = d * q + m} with 5-bit quants.
 *
 * <pre>
 * byte  0..1   d    F16 scale
 *       2..3   m    F16 minimum
 *       4..7   qh   32 bits: bit j = bit 4 of q of element j
 *       8..23  ql   byte j: bits 0..3 = low bits of q of element j, bits 4..7 = of element j + 16
 * </pre>
 */
public final class Q5_1Format extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 32;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 24;

  /** Offset of the F16 scale. */
  public static final int D_OFFSET = 0;

  /** Offset of the F16 minimum. */
  public static final int M_OFFSET = 2;

  /** Offset of the 4 bytes of fifth bits. */
  public static final int QH_OFFSET = 4;

  /** Offset of the 16 bytes of low bits. */
  public static final int QL_OFFSET = 8;

  static final Q5_1Format INSTANCE = new Q5_1Format();

  private Q5_1Format() {
    super(TensorType.Q5_1);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    float m = LittleEndian.f16(source, block + M_OFFSET);
    int qh = LittleEndian.i32(source, block + QH_OFFSET);
    for (int j = 0; j < 16; j += 8) {
      long ql = LittleEndian.i64(source, block + QL_OFFSET + j);
      long low = ql & Octet.BITS_0_3 | Octet.ofBits(qh >>> j) << 4;
      long high = ql >>> 4 & Octet.BITS_0_3 | Octet.ofBits(qh >>> 16 + j) << 4;
      Octet.scaleAndShift(low, d, m, y, at + j);
      Octet.scaleAndShift(high, d, m, y, at + 16 + j);
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    float m = storable(Extremes.minimum(x, at, BLOCK_LENGTH), x, at);
    float d = storable((Extremes.maximum(x, at, BLOCK_LENGTH) - m) / 31, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    LittleEndian.putF16(target, block + M_OFFSET, m);
    int qh = 0;
    for (int j = 0; j < 16; j += 8) {
      long low = Octet.quantise(x, at + j, d, m, 0, 31);
      long high = Octet.quantise(x, at + 16 + j, d, m, 0, 31);
      qh |= Octet.toBits(low >>> 4) << j | Octet.toBits(high >>> 4) << 16 + j;
      long ql = low & Octet.BITS_0_3 | (high & Octet.BITS_0_3) << 4;
      LittleEndian.putI64(target, block + QL_OFFSET + j, ql);
    }
    LittleEndian.putI32(target, block + QH_OFFSET, qh);
  }
}
