package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q5_K: 256 elements in 176 bytes, eight groups of 32; {@code y = d * sc * q - dmin * m} with 5-bit
 * quants and a 6-bit scale and minimum for each group.
 *
 * <pre>
 * byte  0..1    d       F16 scale of the scales
 *       2..3    dmin    F16 scale of the minima
 *       4..15   scales  see {@link SixBitScales}
 *      16..47   qh      byte l: bit g = bit 4 of q of element 32 g + l  (g 0..7)
 *      48..175  ql      byte 32 p + l: bits 0..3 = low bits of q of element 64 p + l,
 *                                      bits 4..7 = of element 64 p + 32 + l  (p 0..3, l 0..31)
 * </pre>
 */
public final class Q5_KFormat extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 256;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 176;

  /** Elements that share a scale and a minimum. */
  public static final int GROUP_LENGTH = 32;

  /** Offset of the F16 scale of the scales. */
  public static final int D_OFFSET = 0;

  /** Offset of the F16 scale of the minima. */
  public static final int DMIN_OFFSET = 2;

  /** Offset of the 12 bytes of scales and minima. */
  public static final int SCALES_OFFSET = 4;

  /** Offset of the 32 bytes of fifth bits. */
  public static final int QH_OFFSET = 16;

  /** Offset of the 128 bytes of low bits. */
  public static final int QL_OFFSET = 48;

  static final Q5_KFormat INSTANCE = new Q5_KFormat();

  private Q5_KFormat() {
    super(TensorType.Q5_K);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    float dmin = LittleEndian.f16(source, block + DMIN_OFFSET);
    long scales = SixBitScales.scales(source, block + SCALES_OFFSET);
    long minima = SixBitScales.minima(source, block + SCALES_OFFSET);
    for (int group = 0; group < 8; group += 2) {
      float scale0 = d * Octet.get(scales, group);
      float scale1 = d * Octet.get(scales, group + 1);
      float minimum0 = dmin * Octet.get(minima, group);
      float minimum1 = dmin * Octet.get(minima, group + 1);
      int first = at + GROUP_LENGTH * group;
      for (int l = 0; l < GROUP_LENGTH; l += 8) {
        long ql = LittleEndian.i64(source, block + QL_OFFSET + 16L * group + l);
        long qh = LittleEndian.i64(source, block + QH_OFFSET + l) >>> group;
        long q0 = ql & Octet.BITS_0_3 | (qh & Octet.BIT_0) << 4;
        long q1 = ql >>> 4 & Octet.BITS_0_3 | (qh >>> 1 & Octet.BIT_0) << 4;
        Octet.scaleAndShift(q0, scale0, -minimum0, y, first + l);
        Octet.scaleAndShift(q1, scale1, -minimum1, y, first + 32 + l);
      }
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    GroupScales groups = GroupScales.affine(x, at, GROUP_LENGTH, 31);
    float d = storable(Extremes.maximum(groups.scales, 0, 8) / 63, x, at);
    float dmin = storable(Extremes.maximum(groups.minima, 0, 8) / 63, x, at);
    long scales = Octet.quantise(groups.scales, 0, d, 0, 0, 63);
    long minima = Octet.quantise(groups.minima, 0, dmin, 0, 0, 63);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    LittleEndian.putF16(target, block + DMIN_OFFSET, dmin);
    SixBitScales.store(target, block + SCALES_OFFSET, scales, minima);
    for (int l = 0; l < GROUP_LENGTH; l += 8) {
      long qh = 0;
      for (int group = 0; group < 8; group += 2) {
        float scale0 = d * Octet.get(scales, group);
        float scale1 = d * Octet.get(scales, group + 1);
        float minimum0 = dmin * Octet.get(minima, group);
        float minimum1 = dmin * Octet.get(minima, group + 1);
        int first = at + GROUP_LENGTH * group + l;
        long q0 = Octet.quantise(x, first, scale0, -minimum0, 0, 31);
        long q1 = Octet.quantise(x, first + 32, scale1, -minimum1, 0, 31);
        long ql = q0 & Octet.BITS_0_3 | (q1 & Octet.BITS_0_3) << 4;
        LittleEndian.putI64(target, block + QL_OFFSET + 16L * group + l, ql);
        qh |= (q0 >>> 4 & Octet.BIT_0 | (q1 >>> 4 & Octet.BIT_0) << 1) << group;
      }
      LittleEndian.putI64(target, block + QH_OFFSET + l, qh);
    }
  }
}
