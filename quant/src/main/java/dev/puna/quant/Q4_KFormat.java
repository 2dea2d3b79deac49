package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q4_K: 256 elements in 144 bytes, eight groups of 32; {@code y = d * sc * q - dmin * m} with 4-bit
 * quants and a 6-bit scale and minimum for each group.
 *
 * <pre>
 * byte  0..1    d       F16 scale of the scales
 *       2..3    dmin    F16 scale of the minima
 *       4..15   scales  see {@link SixBitScales}
 *      16..143  qs      byte 32 p + l: bits 0..3 = q of element 64 p + l,
 *                                      bits 4..7 = q of element 64 p + 32 + l  (p 0..3, l 0..31)
 * </pre>
 */
public final class Q4_KFormat extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 256;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 144;

  /** Elements that share a scale and a minimum. */
  public static final int GROUP_LENGTH = 32;

  /** Offset of the F16 scale of the scales. */
  public static final int D_OFFSET = 0;

  /** Offset of the F16 scale of the minima. */
  public static final int DMIN_OFFSET = 2;

  /** Offset of the 12 bytes of scales and minima. */
  public static final int SCALES_OFFSET = 4;

  /** Offset of the 128 bytes of quants. */
  public static final int QS_OFFSET = 16;

  static final Q4_KFormat INSTANCE = new Q4_KFormat();

  private Q4_KFormat() {
    super(TensorType.Q4_K);
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
        long qs = LittleEndian.i64(source, block + QS_OFFSET + 16L * group + l);
        Octet.scaleAndShift(qs & Octet.BITS_0_3, scale0, -minimum0, y, first + l);
        Octet.scaleAndShift(qs >>> 4 & Octet.BITS_0_3, scale1, -minimum1, y, first + 32 + l);
      }
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    GroupScales groups = GroupScales.affine(x, at, GROUP_LENGTH, 15);
    float d = storable(Extremes.maximum(groups.scales, 0, 8) / 63, x, at);
    float dmin = storable(Extremes.maximum(groups.minima, 0, 8) / 63, x, at);
    long scales = Octet.quantise(groups.scales, 0, d, 0, 0, 63);
    long minima = Octet.quantise(groups.minima, 0, dmin, 0, 0, 63);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    LittleEndian.putF16(target, block + DMIN_OFFSET, dmin);
    SixBitScales.store(target, block + SCALES_OFFSET, scales, minima);
    for (int group = 0; group < 8; group += 2) {
      float scale0 = d * Octet.get(scales, group);
      float scale1 = d * Octet.get(scales, group + 1);
      float minimum0 = dmin * Octet.get(minima, group);
      float minimum1 = dmin * Octet.get(minima, group + 1);
      int first = at + GROUP_LENGTH * group;
      for (int l = 0; l < GROUP_LENGTH; l += 8) {
        long q0 = Octet.quantise(x, first + l, scale0, -minimum0, 0, 15);
        long q1 = Octet.quantise(x, first + 32 + l, scale1, -minimum1, 0, 15);
        LittleEndian.putI64(target, block + QS_OFFSET + 16L * group + l, q0 | q1 << 4);
      }
    }
  }
}
