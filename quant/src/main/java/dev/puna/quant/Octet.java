package dev.puna.quant;

/**
 * Eight quants at once: a long whose byte k is element k of eight neighbours.
 *
 * <p>One load, shift and mask then serves eight elements, whatever the width of the packed fields.
 */
final class Octet {
  /** Keeps the lowest bit, two bits, four bits of each byte. */
  static final long BIT_0 = 0x0101010101010101L;

  static final long BITS_0_1 = 0x0303030303030303L;
  static final long BITS_0_3 = 0x0F0F0F0F0F0F0F0FL;

  /** Flips the sign bit of each byte: signed -128..127 becomes unsigned 0..255 about 128. */
  static final long SIGNS = 0x8080808080808080L;

  private Octet() {}

  /** Byte k of the result is bit k of the lowest byte of {@code bits}. */
  static long ofBits(int bits) {
    long single = (bits & 0xFF) * BIT_0 & 0x8040201008040201L;
    return (single + 0x7F7F7F7F7F7F7F7FL) >>> 7 & BIT_0;
  }

  /** The inverse of {@link #ofBits}: gathers the lowest bit of each byte. */
  static int toBits(long octet) {
    return (int) Long.compress(octet, BIT_0);
  }

  /** Byte {@code k} of {@code octet}, unsigned. */
  static int get(long octet, int k) {
    return (int) (octet >>> 8 * k) & 0xFF;
  }

  /** {@code y[at + k] = scale * (q_k - zero)} for the eight quants. */
  static void scale(long quants, int zero, float scale, float[] y, int at) {
    for (int k = 0; k < 8; k++) {
      y[at + k] = scale * (get(quants, k) - zero);
    }
  }

  /** {@code y[at + k] = scale * q_k + shift} for the eight quants, rounded after each operation. */
  static void scaleAndShift(long quants, float scale, float shift, float[] y, int at) {
    for (int k = 0; k < 8; k++) {
      y[at + k] = scale * get(quants, k) + shift;
    }
  }

  /**
   * The nearest quants of eight elements: {@code (x - shift) / scale + zero}, kept in {@code
   * 0..max}. A scale of zero gives {@code zero}.
   */
  static long quantise(float[] x, int at, float scale, float shift, int zero, int max) {
    long quants = 0;
    for (int k = 0; k < 8; k++) {
      int steps = scale == 0 ? 0 : Math.round((x[at + k] - shift) / scale);
      long q = Math.clamp((long) steps + zero, 0, max);
      quants |= q << 8 * k;
    }
    return quants;
  }
}
