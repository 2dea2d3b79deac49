package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q2_K: 256 elements in 84 bytes, sixteen groups of 16; {@code y = d * sc * q - dmin * m} with
 * 2-bit quants and a 4-bit scale and minimum for each group.
 *
 * <pre>
 * byte  0..15  scales  byte g: bits 0..3 = sc of group g, bits 4..7 = m of group g
 *      16..79  qs      elements of half h (0, 1) are in bytes 32 h .. 32 h + 31:
 *                      byte 32 h + l: bits 2 k, 2 k + 1 = q of element 128 h + 32 k + l  (k 0..3)
 *      80..81  d       F16 scale of the scales
 *      82..83  dmin    F16 scale of the minima
 * </pre>
 */
public final class Q2_KFormat extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 256;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 84;

  /** Elements that share a scale and a minimum. */
  public static final int GROUP_LENGTH = 16;

  /** Offset of the 16 bytes of scales and minima. */
  public static final int SCALES_OFFSET = 0;

  /** Offset of the 64 bytes of quants. */
  public static final int QS_OFFSET = 16;

  /** Offset of the F16 scale of the scales. */
  public static final int D_OFFSET = 80;

  /** Offset of the F16 scale of the minima. */
  public static final int DMIN_OFFSET = 82;

  static final Q2_KFormat INSTANCE = new Q2_KFormat();

  private Q2_KFormat() {
    super(TensorType.Q2_K);
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    float dmin = LittleEndian.f16(source, block + DMIN_OFFSET);
    for (int half = 0; half < 2; half++) {
      long scales = LittleEndian.i64(source, block + SCALES_OFFSET + 8L * half);
      for (int l = 0; l < 32; l += 8) {
        long qs = LittleEndian.i64(source, block + QS_OFFSET + 32L * half + l);
        for (int k = 0; k < 4; k++) {
          int scaleAndMinimum = Octet.get(scales, 2 * k + l / GROUP_LENGTH);
          float scale = d * (scaleAndMinimum & 0xF);
          float minimum = dmin * (scaleAndMinimum >>> 4);
          long q = qs >>> 2 * k & Octet.BITS_0_1;
          Octet.scaleAndShift(q, scale, -minimum, y, at + 128 * half + 32 * k + l);
        }
      }
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    GroupScales groups = GroupScales.affine(x, at, GROUP_LENGTH, 3);
    float d = storable(Extremes.maximum(groups.scales, 0, 16) / 15, x, at);
    float dmin = storable(Extremes.maximum(groups.minima, 0, 16) / 15, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    LittleEndian.putF16(target, block + DMIN_OFFSET, dmin);
    for (int half = 0; half < 2; half++) {
      long scales = Octet.quantise(groups.scales, 8 * half, d, 0, 0, 15);
      long minima = Octet.quantise(groups.minima, 8 * half, dmin, 0, 0, 15);
      LittleEndian.putI64(target, block + SCALES_OFFSET + 8L * half, scales | minima << 4);
      for (int l = 0; l < 32; l += 8) {
        long qs = 0;
        for (int k = 0; k < 4; k++) {
          int group = 2 * k + l / GROUP_LENGTH;
          float scale = d * Octet.get(scales, group);
          float minimum = dmin * Octet.get(minima, group);
          int first = at + 128 * half + 32 * k + l;
          qs |= Octet.quantise(x, first, scale, -minimum, 0, 3) << 2 * k;
        }
        LittleEndian.putI64(target, block + QS_OFFSET + 32L * half + l, qs);
      }
    }
  }
}
