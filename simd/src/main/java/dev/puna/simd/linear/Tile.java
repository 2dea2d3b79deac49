package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One strand of the products of some rows with some tokens; lanes are rows.
 *
 * <p>Of each step, two vectors of weights are loaded, and each activation is copied to all lanes of
 * a vector: sixteen multiplications for ten loads, eight of which are of one float and so never
 * cross a line of the cache, as those of whole vectors do (arrays begin at 16 bytes).
 */
final class Tile {
  /** Tokens of a tile. */
  static final int TOKENS = 8;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Rows of a tile. */
  static final int ROWS = 2 * LANES;

  /** Where there are sixteen registers, they hold the sums of half of the tokens. */
  static final boolean FEW_REGISTERS = LANES == 8;

  private Tile() {}

  /**
   * Adds products of a strand to sums: that of row r and token t goes from {@code startAt + t *
   * ROWS + r} to {@code sumsAt + t * ROWS + r}.
   *
   * @param w step n has the weights of all rows at {@code wAt + n * ROWS}
   * @param x and the activations of all tokens at {@code xAt + n * TOKENS}
   * @param tokens how many are asked for; more may be written
   */
  static void multiply(
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      int steps,
      int tokens,
      float[] start,
      int startAt,
      float[] sums,
      int sumsAt) {
    if (tokens > TOKENS / 2 && !FEW_REGISTERS) {
      all(w, wAt, x, xAt, steps, start, startAt, sums, sumsAt);
      return;
    }
    half(w, wAt, x, xAt, steps, start, startAt, sums, sumsAt);
    if (tokens > TOKENS / 2) {
      int second = TOKENS / 2 * ROWS;
      xAt += TOKENS / 2;
      half(w, wAt, x, xAt, steps, start, startAt + second, sums, sumsAt + second);
    }
  }

  private static void all(
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      int steps,
      float[] start,
      int startAt,
      float[] sums,
      int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(F32, start, startAt);
    FloatVector s01 = FloatVector.fromArray(F32, start, startAt + LANES);
    FloatVector s10 = FloatVector.fromArray(F32, start, startAt + 2 * LANES);
    FloatVector s11 = FloatVector.fromArray(F32, start, startAt + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(F32, start, startAt + 4 * LANES);
    FloatVector s21 = FloatVector.fromArray(F32, start, startAt + 5 * LANES);
    FloatVector s30 = FloatVector.fromArray(F32, start, startAt + 6 * LANES);
    FloatVector s31 = FloatVector.fromArray(F32, start, startAt + 7 * LANES);
    FloatVector s40 = FloatVector.fromArray(F32, start, startAt + 8 * LANES);
    FloatVector s41 = FloatVector.fromArray(F32, start, startAt + 9 * LANES);
    FloatVector s50 = FloatVector.fromArray(F32, start, startAt + 10 * LANES);
    FloatVector s51 = FloatVector.fromArray(F32, start, startAt + 11 * LANES);
    FloatVector s60 = FloatVector.fromArray(F32, start, startAt + 12 * LANES);
    FloatVector s61 = FloatVector.fromArray(F32, start, startAt + 13 * LANES);
    FloatVector s70 = FloatVector.fromArray(F32, start, startAt + 14 * LANES);
    FloatVector s71 = FloatVector.fromArray(F32, start, startAt + 15 * LANES);
    int p = wAt;
    int end = wAt + steps * ROWS;
    int q = xAt;
    while (p != end) {
      FloatVector a = FloatVector.fromArray(F32, w, p);
      FloatVector b = FloatVector.fromArray(F32, w, p + LANES);
      FloatVector y = FloatVector.broadcast(F32, x[q]);
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      y = FloatVector.broadcast(F32, x[q + 1]);
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      y = FloatVector.broadcast(F32, x[q + 2]);
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      y = FloatVector.broadcast(F32, x[q + 3]);
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      y = FloatVector.broadcast(F32, x[q + 4]);
      s40 = a.fma(y, s40);
      s41 = b.fma(y, s41);
      y = FloatVector.broadcast(F32, x[q + 5]);
      s50 = a.fma(y, s50);
      s51 = b.fma(y, s51);
      y = FloatVector.broadcast(F32, x[q + 6]);
      s60 = a.fma(y, s60);
      s61 = b.fma(y, s61);
      y = FloatVector.broadcast(F32, x[q + 7]);
      s70 = a.fma(y, s70);
      s71 = b.fma(y, s71);
      p += ROWS;
      q += TOKENS;
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

  private static void half(
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      int steps,
      float[] start,
      int startAt,
      float[] sums,
      int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(F32, start, startAt);
    FloatVector s01 = FloatVector.fromArray(F32, start, startAt + LANES);
    FloatVector s10 = FloatVector.fromArray(F32, start, startAt + 2 * LANES);
    FloatVector s11 = FloatVector.fromArray(F32, start, startAt + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(F32, start, startAt + 4 * LANES);
    FloatVector s21 = FloatVector.fromArray(F32, start, startAt + 5 * LANES);
    FloatVector s30 = FloatVector.fromArray(F32, start, startAt + 6 * LANES);
    FloatVector s31 = FloatVector.fromArray(F32, start, startAt + 7 * LANES);
    int p = wAt;
    int end = wAt + steps * ROWS;
    int q = xAt;
    while (p != end) {
      FloatVector a = FloatVector.fromArray(F32, w, p);
      FloatVector b = FloatVector.fromArray(F32, w, p + LANES);
      FloatVector y = FloatVector.broadcast(F32, x[q]);
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      y = FloatVector.broadcast(F32, x[q + 1]);
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      y = FloatVector.broadcast(F32, x[q + 2]);
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      y = FloatVector.broadcast(F32, x[q + 3]);
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      p += ROWS;
      q += TOKENS;
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
