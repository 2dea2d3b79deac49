package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One strand of the products of some rows with some tokens; lanes are rows.
 *
 * <p>Of each step, two vectors of weights are loaded, and each activation is copied to all lanes of
 * a vector: sixteen multiplications for ten loads. Weights lie in native memory, in whole lines of
 * the cache, for a vector of an array is in two. (Intel Xeon: 104 GMAC/s, and 88 so.)
 */
public final class Tile {
  /** Tokens of a tile. */
  public static final int TOKENS = 8;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Rows of a tile. */
  public static final int ROWS = 2 * LANES;

  /** Where there are sixteen registers, they hold the sums of half of the tokens. */
  public static final boolean FEW_REGISTERS = LANES == 8;

  private Tile() {}

  /**
   * Forms sums; that of row r and token t goes to {@code sumsAt + t * sumsStride + r}.
   *
   * @param w the address of weights {@code [step, row]}
   * @param stepBytes from a step's weights to the next one's
   * @param x the address of activations {@code [step, token]}
   * @param tokens how many are asked for; more may be written
   */
  public static void multiply(
      long w,
      long stepBytes,
      long x,
      int steps,
      int tokens,
      float[] sums,
      int sumsAt,
      int sumsStride) {
    if (tokens > TOKENS / 2 && !FEW_REGISTERS) {
      all(w, stepBytes, x, steps, sums, sumsAt, sumsStride);
      return;
    }
    half(w, stepBytes, x, steps, sums, sumsAt, sumsStride);
    if (tokens > TOKENS / 2) {
      long others = x + 4L * (TOKENS / 2);
      half(w, stepBytes, others, steps, sums, sumsAt + TOKENS / 2 * sumsStride, sumsStride);
    }
  }

  private static void all(
      long w, long stepBytes, long x, int steps, float[] sums, int sumsAt, int stride) {
    FloatVector zero = FloatVector.zero(F32);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s40 = zero;
    FloatVector s41 = zero;
    FloatVector s50 = zero;
    FloatVector s51 = zero;
    FloatVector s60 = zero;
    FloatVector s61 = zero;
    FloatVector s70 = zero;
    FloatVector s71 = zero;
    long p = w;
    long end = w + steps * stepBytes;
    long q = x;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + Lanes.BYTES, Lanes.ORDER);
      FloatVector y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, q & RANGE));
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 1));
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 2));
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 3));
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 4));
      s40 = a.fma(y, s40);
      s41 = b.fma(y, s41);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 5));
      s50 = a.fma(y, s50);
      s51 = b.fma(y, s51);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 6));
      s60 = a.fma(y, s60);
      s61 = b.fma(y, s61);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 7));
      s70 = a.fma(y, s70);
      s71 = b.fma(y, s71);
      p += stepBytes;
      q += 4L * TOKENS;
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + stride);
    s11.intoArray(sums, sumsAt + stride + LANES);
    s20.intoArray(sums, sumsAt + 2 * stride);
    s21.intoArray(sums, sumsAt + 2 * stride + LANES);
    s30.intoArray(sums, sumsAt + 3 * stride);
    s31.intoArray(sums, sumsAt + 3 * stride + LANES);
    s40.intoArray(sums, sumsAt + 4 * stride);
    s41.intoArray(sums, sumsAt + 4 * stride + LANES);
    s50.intoArray(sums, sumsAt + 5 * stride);
    s51.intoArray(sums, sumsAt + 5 * stride + LANES);
    s60.intoArray(sums, sumsAt + 6 * stride);
    s61.intoArray(sums, sumsAt + 6 * stride + LANES);
    s70.intoArray(sums, sumsAt + 7 * stride);
    s71.intoArray(sums, sumsAt + 7 * stride + LANES);
  }

  private static void half(
      long w, long stepBytes, long x, int steps, float[] sums, int sumsAt, int stride) {
    FloatVector zero = FloatVector.zero(F32);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    long p = w;
    long end = w + steps * stepBytes;
    long q = x;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + Lanes.BYTES, Lanes.ORDER);
      FloatVector y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, q & RANGE));
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 1));
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 2));
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      y = FloatVector.broadcast(F32, ALL.get(Bytes.F32, (q & RANGE) + 4 * 3));
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      p += stepBytes;
      q += 4L * TOKENS;
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + stride);
    s11.intoArray(sums, sumsAt + stride + LANES);
    s20.intoArray(sums, sumsAt + 2 * stride);
    s21.intoArray(sums, sumsAt + 2 * stride + LANES);
    s30.intoArray(sums, sumsAt + 3 * stride);
    s31.intoArray(sums, sumsAt + 3 * stride + LANES);
  }
}
