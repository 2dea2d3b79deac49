package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
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

  /** Bytes of a vector. */
  static final long VECTOR = 4L * LANES;

  private Tile() {}

  /**
   * Adds products of a strand to sums: that of row r and token t is the float {@code t * ROWS + r}
   * from the byte {@code startAt} on, and from {@code sumsAt} on.
   *
   * @param w step n has the weights of all rows from the float {@code n * ROWS} on, behind the byte
   *     {@code wAt}
   * @param x and the activations of all tokens at {@code xAt + n * TOKENS}
   * @param tokens how many are asked for; more may be written
   */
  static void multiply(
      MemorySegment w,
      long wAt,
      float[] x,
      int xAt,
      int steps,
      int tokens,
      MemorySegment start,
      long startAt,
      MemorySegment sums,
      long sumsAt) {
    if (tokens > TOKENS / 2 && !FEW_REGISTERS) {
      all(w, wAt, x, xAt, steps, start, startAt, sums, sumsAt);
      return;
    }
    half(w, wAt, x, xAt, steps, start, startAt, sums, sumsAt);
    if (tokens > TOKENS / 2) {
      long second = TOKENS * VECTOR;
      xAt += TOKENS / 2;
      half(w, wAt, x, xAt, steps, start, startAt + second, sums, sumsAt + second);
    }
  }

  private static void all(
      MemorySegment w,
      long wAt,
      float[] x,
      int xAt,
      int steps,
      MemorySegment start,
      long startAt,
      MemorySegment sums,
      long sumsAt) {
    FloatVector s00 = FloatVector.fromMemorySegment(F32, start, startAt, Bytes.ORDER);
    FloatVector s01 = FloatVector.fromMemorySegment(F32, start, startAt + VECTOR, Bytes.ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(F32, start, startAt + 2 * VECTOR, Bytes.ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(F32, start, startAt + 3 * VECTOR, Bytes.ORDER);
    FloatVector s20 = FloatVector.fromMemorySegment(F32, start, startAt + 4 * VECTOR, Bytes.ORDER);
    FloatVector s21 = FloatVector.fromMemorySegment(F32, start, startAt + 5 * VECTOR, Bytes.ORDER);
    FloatVector s30 = FloatVector.fromMemorySegment(F32, start, startAt + 6 * VECTOR, Bytes.ORDER);
    FloatVector s31 = FloatVector.fromMemorySegment(F32, start, startAt + 7 * VECTOR, Bytes.ORDER);
    FloatVector s40 = FloatVector.fromMemorySegment(F32, start, startAt + 8 * VECTOR, Bytes.ORDER);
    FloatVector s41 = FloatVector.fromMemorySegment(F32, start, startAt + 9 * VECTOR, Bytes.ORDER);
    FloatVector s50 = FloatVector.fromMemorySegment(F32, start, startAt + 10 * VECTOR, Bytes.ORDER);
    FloatVector s51 = FloatVector.fromMemorySegment(F32, start, startAt + 11 * VECTOR, Bytes.ORDER);
    FloatVector s60 = FloatVector.fromMemorySegment(F32, start, startAt + 12 * VECTOR, Bytes.ORDER);
    FloatVector s61 = FloatVector.fromMemorySegment(F32, start, startAt + 13 * VECTOR, Bytes.ORDER);
    FloatVector s70 = FloatVector.fromMemorySegment(F32, start, startAt + 14 * VECTOR, Bytes.ORDER);
    FloatVector s71 = FloatVector.fromMemorySegment(F32, start, startAt + 15 * VECTOR, Bytes.ORDER);
    long p = wAt;
    long end = wAt + steps * 2L * VECTOR;
    int q = xAt;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, w, p, Bytes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, w, p + VECTOR, Bytes.ORDER);
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
      p += 2 * VECTOR;
      q += TOKENS;
    }
    s00.intoMemorySegment(sums, sumsAt, Bytes.ORDER);
    s01.intoMemorySegment(sums, sumsAt + VECTOR, Bytes.ORDER);
    s10.intoMemorySegment(sums, sumsAt + 2 * VECTOR, Bytes.ORDER);
    s11.intoMemorySegment(sums, sumsAt + 3 * VECTOR, Bytes.ORDER);
    s20.intoMemorySegment(sums, sumsAt + 4 * VECTOR, Bytes.ORDER);
    s21.intoMemorySegment(sums, sumsAt + 5 * VECTOR, Bytes.ORDER);
    s30.intoMemorySegment(sums, sumsAt + 6 * VECTOR, Bytes.ORDER);
    s31.intoMemorySegment(sums, sumsAt + 7 * VECTOR, Bytes.ORDER);
    s40.intoMemorySegment(sums, sumsAt + 8 * VECTOR, Bytes.ORDER);
    s41.intoMemorySegment(sums, sumsAt + 9 * VECTOR, Bytes.ORDER);
    s50.intoMemorySegment(sums, sumsAt + 10 * VECTOR, Bytes.ORDER);
    s51.intoMemorySegment(sums, sumsAt + 11 * VECTOR, Bytes.ORDER);
    s60.intoMemorySegment(sums, sumsAt + 12 * VECTOR, Bytes.ORDER);
    s61.intoMemorySegment(sums, sumsAt + 13 * VECTOR, Bytes.ORDER);
    s70.intoMemorySegment(sums, sumsAt + 14 * VECTOR, Bytes.ORDER);
    s71.intoMemorySegment(sums, sumsAt + 15 * VECTOR, Bytes.ORDER);
  }

  private static void half(
      MemorySegment w,
      long wAt,
      float[] x,
      int xAt,
      int steps,
      MemorySegment start,
      long startAt,
      MemorySegment sums,
      long sumsAt) {
    FloatVector s00 = FloatVector.fromMemorySegment(F32, start, startAt, Bytes.ORDER);
    FloatVector s01 = FloatVector.fromMemorySegment(F32, start, startAt + VECTOR, Bytes.ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(F32, start, startAt + 2 * VECTOR, Bytes.ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(F32, start, startAt + 3 * VECTOR, Bytes.ORDER);
    FloatVector s20 = FloatVector.fromMemorySegment(F32, start, startAt + 4 * VECTOR, Bytes.ORDER);
    FloatVector s21 = FloatVector.fromMemorySegment(F32, start, startAt + 5 * VECTOR, Bytes.ORDER);
    FloatVector s30 = FloatVector.fromMemorySegment(F32, start, startAt + 6 * VECTOR, Bytes.ORDER);
    FloatVector s31 = FloatVector.fromMemorySegment(F32, start, startAt + 7 * VECTOR, Bytes.ORDER);
    long p = wAt;
    long end = wAt + steps * 2L * VECTOR;
    int q = xAt;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, w, p, Bytes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, w, p + VECTOR, Bytes.ORDER);
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
      p += 2 * VECTOR;
      q += TOKENS;
    }
    s00.intoMemorySegment(sums, sumsAt, Bytes.ORDER);
    s01.intoMemorySegment(sums, sumsAt + VECTOR, Bytes.ORDER);
    s10.intoMemorySegment(sums, sumsAt + 2 * VECTOR, Bytes.ORDER);
    s11.intoMemorySegment(sums, sumsAt + 3 * VECTOR, Bytes.ORDER);
    s20.intoMemorySegment(sums, sumsAt + 4 * VECTOR, Bytes.ORDER);
    s21.intoMemorySegment(sums, sumsAt + 5 * VECTOR, Bytes.ORDER);
    s30.intoMemorySegment(sums, sumsAt + 6 * VECTOR, Bytes.ORDER);
    s31.intoMemorySegment(sums, sumsAt + 7 * VECTOR, Bytes.ORDER);
  }
}
