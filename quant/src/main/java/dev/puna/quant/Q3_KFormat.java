package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * Q3_K: 256 elements in 110 bytes, sixteen groups of 16; {@code y = d * (sc - 32) * (q - 4)} with
 * 3-bit quants and a 6-bit scale for each group.
 *
 * <pre>
 * byte  0..31   hmask   byte l: bit j = bit 2 of q of element 32 j + l  (j 0..7)
 *      32..95   qs      elements of half h (0, 1) are in bytes 32 h .. 32 h + 31:
 *                       byte 32 h + l: bits 2 k, 2 k + 1 = bits 0, 1 of q of element
 *                       128 h + 32 k + l  (k 0..3)
 *      96..107  scales  byte g (0..7): bits 0..3 = bits 0..3 of sc of group g, bits 4..7 = of g + 8
 *                       byte 8 + r (r 0..3): bits 2 k, 2 k + 1 = bits 4, 5 of sc of group 4 k + r
 *     108..109  d       F16 scale of the scales
 * </pre>
 */
public final class Q3_KFormat extends AbstractBlockFormat {
  /** Elements in a block. */
  public static final int BLOCK_LENGTH = 256;

  /** Bytes in a block. */
  public static final int BLOCK_BYTES = 110;

  /** Elements that share a scale. */
  public static final int GROUP_LENGTH = 16;

  /** Offset of the 32 bytes of third bits. */
  public static final int HMASK_OFFSET = 0;

  /** Offset of the 64 bytes of low bits. */
  public static final int QS_OFFSET = 32;

  /** Offset of the 12 bytes of scales. */
  public static final int SCALES_OFFSET = 96;

  /** Offset of the F16 scale of the scales. */
  public static final int D_OFFSET = 108;

  /** The quant that stands for zero. */
  public static final int ZERO = 4;

  /** The group scale that stands for zero. */
  public static final int SCALE_ZERO = 32;

  static final Q3_KFormat INSTANCE = new Q3_KFormat();

  private Q3_KFormat() {
    super(TensorType.Q3_K);
  }

  /**
   * The 6-bit scales of groups 0..7 ({@code half} 0) or 8..15 ({@code half} 1) of the block at byte
   * {@code block}: byte g of the result is the scale of the g-th of them, {@link #SCALE_ZERO} not
   * yet subtracted.
   */
  public static long scales(MemorySegment source, long block, int half) {
    long low = LittleEndian.i64(source, block + SCALES_OFFSET) >>> 4 * half & Octet.BITS_0_3;
    int high = LittleEndian.i32(source, block + SCALES_OFFSET + 8) >>> 4 * half;
    return low | (high & 0x03030303L | (high & 0x0C0C0C0CL) << 30) << 4;
  }

  /** Stores the scales of groups 0..7 and 8..15, a byte each in 0..63. */
  private static void storeScales(MemorySegment target, long block, long scales0, long scales1) {
    long low = scales0 & Octet.BITS_0_3 | (scales1 & Octet.BITS_0_3) << 4;
    LittleEndian.putI64(target, block + SCALES_OFFSET, low);
    long high = fold(scales0) | fold(scales1) << 4;
    LittleEndian.putI32(target, block + SCALES_OFFSET + 8, (int) high);
  }

  /** Bits 4, 5 of eight scales in four bytes: those of the first four at bits 0, 1, then 2, 3. */
  private static long fold(long scales) {
    long high = scales >>> 4 & Octet.BITS_0_1;
    return high & 0x03030303L | high >>> 30;
  }

  @Override
  void decodeBlock(MemorySegment source, long block, float[] y, int at) {
    float d = LittleEndian.f16(source, block + D_OFFSET);
    for (int half = 0; half < 2; half++) {
      long scales = scales(source, block, half);
      for (int l = 0; l < 32; l += 8) {
        long qs = LittleEndian.i64(source, block + QS_OFFSET + 32L * half + l);
        long hmask = LittleEndian.i64(source, block + HMASK_OFFSET + l) >>> 4 * half;
        for (int k = 0; k < 4; k++) {
          float scale = d * (Octet.get(scales, 2 * k + l / GROUP_LENGTH) - SCALE_ZERO);
          long q = qs >>> 2 * k & Octet.BITS_0_1 | (hmask >>> k & Octet.BIT_0) << 2;
          Octet.scale(q, ZERO, scale, y, at + 128 * half + 32 * k + l);
        }
      }
    }
  }

  @Override
  void encodeBlock(float[] x, int at, MemorySegment target, long block) {
    GroupScales groups = GroupScales.symmetric(x, at, GROUP_LENGTH, ZERO);
    float d = storable(Extremes.signedExtreme(groups.scales, 0, 16) / -SCALE_ZERO, x, at);
    LittleEndian.putF16(target, block + D_OFFSET, d);
    long scales0 = Octet.quantise(groups.scales, 0, d, 0, SCALE_ZERO, 63);
    long scales1 = Octet.quantise(groups.scales, 8, d, 0, SCALE_ZERO, 63);
    storeScales(target, block, scales0, scales1);
    for (int l = 0; l < 32; l += 8) {
      long hmask = 0;
      for (int half = 0; half < 2; half++) {
        long scales = half == 0 ? scales0 : scales1;
        long qs = 0;
        for (int k = 0; k < 4; k++) {
          float scale = d * (Octet.get(scales, 2 * k + l / GROUP_LENGTH) - SCALE_ZERO);
          long q = Octet.quantise(x, at + 128 * half + 32 * k + l, scale, 0, ZERO, 7);
          qs |= (q & Octet.BITS_0_1) << 2 * k;
          hmask |= (q >>> 2 & Octet.BIT_0) << 4 * half + k;
        }
        LittleEndian.putI64(target, block + QS_OFFSET + 32L * half + l, qs);
      }
      LittleEndian.putI64(target, block + HMASK_OFFSET + l, hmask);
    }
  }
}
