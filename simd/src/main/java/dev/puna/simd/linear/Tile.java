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
final class Tile {
  /** Tokens of a tile. */
  static final int TOKENS = 8;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Rows of a tile. */
  static final int ROWS = 2 * LANES;

  private static final long STEP_BYTES = 4L * ROWS;

  /** Where there are sixteen registers, they hold the sums of half of the tokens. */
  static final boolean FEW_REGISTERS = LANES == 8;

  private Tile() {}

  /**
   * Forms the sums of a strand; that of row r and token t goes to {@code sumsAt + t * ROWS + r}.
   *
   * @param w the address of weights {@code [step, row]}
   * @param x activations {@code [step, token]} from {@code xAt} on
   * @param tokens how many are asked for; more may be written
   */
  static void multiply(long w, long x, int steps, int tokens, float[] sums, int sumsAt) {
    if (tokens > TOKENS / 2 && !FEW_REGISTERS) {
      all(w, x, steps, sums, sumsAt);
      return;
    }
    half(w, x, steps, sums, sumsAt);
    if (tokens > TOKENS / 2) {
      int second = TOKENS / 2 * ROWS;
      half(w, x + 4L * (TOKENS / 2), steps, sums, sumsAt + second);
    }
  }

  private static void all(long w, long x, int steps, float[] sums, int sumsAt) {
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
    long end = w + steps * STEP_BYTES;
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
      p += STEP_BYTES;
      q += 4L * TOKENS;
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + 2 * LANES);
    s11.intoArray(sums, sumsAt + 3 * LANES);
    s20.intoArray(sums, sumsAt + 4 * LANES);
    s21.intoArray(sums, sumsAt + 5 * LANES);
    s30.intoArray(sums, sumsAt + 6 * LANES);
    s31.intoArray(sums, sumsAt + 7 * LANES);
    s40.intoArray(sums, sumsAt + 8 * LANES);
    s41.intoArray(sums, sumsAt + 9 * LANES);
    s50.intoArray(sums, sumsAt + 10 * LANES);
    s51.intoArray(sums, sumsAt + 11 * LANES);
    s60.intoArray(sums, sumsAt + 12 * LANES);
    s61.intoArray(sums, sumsAt + 13 * LANES);
    s70.intoArray(sums, sumsAt + 14 * LANES);
    s71.intoArray(sums, sumsAt + 15 * LANES);
  }

  private static void half(long w, long x, int steps, float[] sums, int sumsAt) {
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
    long end = w + steps * STEP_BYTES;
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
      p += STEP_BYTES;
      q += 4L * TOKENS;
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + 2 * LANES);
    s11.intoArray(sums, sumsAt + 3 * LANES);
    s20.intoArray(sums, sumsAt + 4 * LANES);
    s21.intoArray(sums, sumsAt + 5 * LANES);
    s30.intoArray(sums, sumsAt + 6 * LANES);
    s31.intoArray(sums, sumsAt + 7 * LANES);
  }
}
