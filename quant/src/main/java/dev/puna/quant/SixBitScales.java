package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * The 12 bytes with eight 6-bit scales {@code sc} and eight 6-bit minima {@code m} that Q4_K and
 * Q5_K share.
 *
 * <pre>
 * byte 0..3   bits 0..5 = sc of group r      bits 6, 7 = bits 4, 5 of sc of group r + 4  (r 0..3)
 *      4..7   bits 0..5 = m of group r       bits 6, 7 = bits 4, 5 of m of group r + 4
 *      8..11  bits 0..3 = bits 0..3 of sc of group r + 4    bits 4..7 = bits 0..3 of m of r + 4
 * </pre>
 */
public final class SixBitScales {
  /** Bytes of the whole. */
  public static final int BYTES = 12;

  private SixBitScales() {}

  /** The scales of the twelve bytes at {@code offset}: byte g of the result is that of group g. */
  public static long scales(MemorySegment source, long offset) {
    int first = LittleEndian.i32(source, offset);
    int last = LittleEndian.i32(source, offset + 8);
    return join(first, last & 0x0F0F0F0F);
  }

  /** The minima of the twelve bytes at {@code offset}: byte g of the result is that of group g. */
  public static long minima(MemorySegment source, long offset) {
    int first = LittleEndian.i32(source, offset + 4);
    int last = LittleEndian.i32(source, offset + 8);
    return join(first, last >>> 4 & 0x0F0F0F0F);
  }

  /** Stores eight scales and eight minima, a byte each in 0..63, at {@code offset}. */
  static void store(MemorySegment target, long offset, long scales, long minima) {
    LittleEndian.putI32(target, offset, first(scales));
    LittleEndian.putI32(target, offset + 4, first(minima));
    int scalesLow = (int) (scales >>> 32) & 0x0F0F0F0F;
    int minimaLow = (int) (minima >>> 32) & 0x0F0F0F0F;
    LittleEndian.putI32(target, offset + 8, scalesLow | minimaLow << 4);
  }

  private static long join(int first, int lowOfLast) {
    int last = lowOfLast | first >>> 2 & 0x30303030;
    return first & 0x3F3F3F3FL | (long) last << 32;
  }

  private static int first(long values) {
    int highOfLast = (int) (values >>> 32) & 0x30303030;
    return (int) values & 0x3F3F3F3F | highOfLast << 2;
  }
}
