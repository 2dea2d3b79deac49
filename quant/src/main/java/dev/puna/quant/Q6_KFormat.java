package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q6_K: 256 elements in 210 bytes, sixteen groups of 16; {@code y = d * sc * (q - 32)} with 6-bit
 * quants and a signed 8-bit scale for each group.
 *
 * <pre>
 * byte  0..127  ql      elements of half h (0, 1) are in bytes 64 h .. 64 h + 63:
 *                       byte 64 h + l (l 0..63): bits 0..3 = bits 0..3 of q of element 128 h + l,
 *                                                bits 4..7 = of element 128 h + 64 + l
 *     128..191  qh      byte 32 h + l (l 0..31): bits 2 k, 2 k + 1 = bits 4, 5 of q of element
 *                       128 h + 32 k + l  (k 0..3)
 *     192..207  scales  byte g = sc of group g, signed
 *     208..209  d       F16 scale of the scales
 * </pre>
 */
public final class Q6_KFormat extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 256;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 210;

  /** Elements that share a scale. */
  public static final int GROUP_LENGTH = 16;

  /** Offset of the 128 bytes of low bits. */
  public static final int QL_OFFSET = 0;

  /** Offset of the 64 bytes of high bits. */
  public static final int QH_OFFSET = 128;

  /** Offset of the 16 signed bytes of scales. */
  public static final int SCALES_OFFSET = 192;

  /** Offset of the F16 scale of the scales. */
  public static final int D_OFFSET = 208;

  /** The quant that stands for zero. */
  public static final int ZERO = 32;

  static final Q6_KFormat INSTANCE = new Q6_KFormat();

  private Q6_KFormat() {
    super(TensorType.Q6_K);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    for (int half = 0; half < 2; half++) {
      long scales = LittleEndian.i64(source, block + SCALES_OFFSET + 8L * half);
      for (int l = 0; l < 32; l += 8) {
        long ql0 = LittleEndian.i64(source, block + QL_OFFSET + 64L * half + l);
        long ql1 = LittleEndian.i64(source, block + QL_OFFSET + 64L * half + 32 + l);
        long qh = LittleEndian.i64(source, block + QH_OFFSET + 32L * half + l);
        for (int k = 0; k < 4; k++) {
          float scale = d * (byte) Octet.get(scales, 2 * k + l / GROUP_LENGTH);
          long ql = (k % 2 == 0 ? ql0 : ql1) >>> 4 * (k / 2);
          long q = ql & Octet.BITS_0_3 | (qh >>> 2 * k & Octet.BITS_0_1) << 4;
          Octet.scale(q, ZERO, scale, y, at + 128 * half + 32 * k + l);
        }
      }
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    GroupScales groups = GroupScales.symmetric(x, at, GROUP_LENGTH, ZERO);
    float d = storable(Extremes.signedExtreme(groups.scales, 0, 16) / -128, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    for (int half = 0; half < 2; half++) {
      long scales = Octet.quantise(groups.scales, 8 * half, d, 0, 128, 255) ^ Octet.SIGNS;
      LittleEndian.putI64(target, block + SCALES_OFFSET + 8L * half, scales);
      for (int l = 0; l < 32; l += 8) {
        long ql0 = 0;
        long ql1 = 0;
        long qh = 0;
        for (int k = 0; k < 4; k++) {
          float scale = d * (byte) Octet.get(scales, 2 * k + l / GROUP_LENGTH);
          long q = Octet.quantise(x, at + 128 * half + 32 * k + l, scale, 0, ZERO, 63);
          long low = (q & Octet.BITS_0_3) << 4 * (k / 2);
          ql0 |= k % 2 == 0 ? low : 0;
          ql1 |= k % 2 == 0 ? 0 : low;
          qh |= (q >>> 4 & Octet.BITS_0_1) << 2 * k;
        }
        LittleEndian.putI64(target, block + QL_OFFSET + 64L * half + l, ql0);
        LittleEndian.putI64(target, block + QL_OFFSET + 64L * half + 32 + l, ql1);
        LittleEndian.putI64(target, block + QH_OFFSET + 32L * half + l, qh);
      }
    }
  }
}
