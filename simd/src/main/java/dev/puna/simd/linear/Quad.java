package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of four decoded rows with one, two or four tokens; lanes run along the row.
 *
 * <p>Vectors of the rows lie in turn, {@code [vector, row]}, and so do those of the tokens, so that
 * each is a constant away from one address. A vector holds the {@linkplain Strands strands} of a
 * row's sum with a token.
 */
final class Quad {
  /** Rows, and tokens. */
  static final int SIZE = 4;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Bytes from a vector of a row to the next. */
  static final long STEP = SIZE * Lanes.BYTES;

  /** Floats of the strands of four rows with one token. */
  static final int ONE = SIZE * LANES;

  /** Where there are sixteen registers, they hold the sums of two tokens. */
  private static final boolean FEW_REGISTERS = LANES == 8;

  private Quad() {}

  /**
   * Adds products with four tokens.
   *
   * @param w the address of the rows
   * @param x the address of the tokens
   * @param steps vectors of each
   * @param strands {@code [token, row]} from {@code at} on
   */
  static void four(long w, long x, int steps, float[] strands, int at) {
    if (FEW_REGISTERS) {
      two(w, x, 4, steps, strands, at);
      two(w, x + 2 * Lanes.BYTES, 4, steps, strands, at + 2 * ONE);
    } else {
      all(w, x, steps, strands, at);
    }
  }

  private static void all(long w, long x, int steps, float[] strands, int at) {
    FloatVector s00 = FloatVector.fromArray(F32, strands, at);
    FloatVector s01 = FloatVector.fromArray(F32, strands, at + LANES);
    FloatVector s02 = FloatVector.fromArray(F32, strands, at + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(F32, strands, at + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(F32, strands, at + 4 * LANES);
    FloatVector s11 = FloatVector.fromArray(F32, strands, at + 5 * LANES);
    FloatVector s12 = FloatVector.fromArray(F32, strands, at + 6 * LANES);
    FloatVector s13 = FloatVector.fromArray(F32, strands, at + 7 * LANES);
    FloatVector s20 = FloatVector.fromArray(F32, strands, at + 8 * LANES);
    FloatVector s21 = FloatVector.fromArray(F32, strands, at + 9 * LANES);
    FloatVector s22 = FloatVector.fromArray(F32, strands, at + 10 * LANES);
    FloatVector s23 = FloatVector.fromArray(F32, strands, at + 11 * LANES);
    FloatVector s30 = FloatVector.fromArray(F32, strands, at + 12 * LANES);
    FloatVector s31 = FloatVector.fromArray(F32, strands, at + 13 * LANES);
    FloatVector s32 = FloatVector.fromArray(F32, strands, at + 14 * LANES);
    FloatVector s33 = FloatVector.fromArray(F32, strands, at + 15 * LANES);
    long p = w;
    long q = x;
    long end = w + steps * STEP;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + Lanes.BYTES, Lanes.ORDER);
      FloatVector c =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector d =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, q & RANGE, Lanes.ORDER);
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      s02 = c.fma(y, s02);
      s03 = d.fma(y, s03);
      y = FloatVector.fromMemorySegment(F32, ALL, (q & RANGE) + Lanes.BYTES, Lanes.ORDER);
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      s12 = c.fma(y, s12);
      s13 = d.fma(y, s13);
      y = FloatVector.fromMemorySegment(F32, ALL, (q & RANGE) + 2 * Lanes.BYTES, Lanes.ORDER);
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      s22 = c.fma(y, s22);
      s23 = d.fma(y, s23);
      y = FloatVector.fromMemorySegment(F32, ALL, (q & RANGE) + 3 * Lanes.BYTES, Lanes.ORDER);
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      s32 = c.fma(y, s32);
      s33 = d.fma(y, s33);
      p += STEP;
      q += STEP;
    }
    s00.intoArray(strands, at);
    s01.intoArray(strands, at + LANES);
    s02.intoArray(strands, at + 2 * LANES);
    s03.intoArray(strands, at + 3 * LANES);
    s10.intoArray(strands, at + 4 * LANES);
    s11.intoArray(strands, at + 5 * LANES);
    s12.intoArray(strands, at + 6 * LANES);
    s13.intoArray(strands, at + 7 * LANES);
    s20.intoArray(strands, at + 8 * LANES);
    s21.intoArray(strands, at + 9 * LANES);
    s22.intoArray(strands, at + 10 * LANES);
    s23.intoArray(strands, at + 11 * LANES);
    s30.intoArray(strands, at + 12 * LANES);
    s31.intoArray(strands, at + 13 * LANES);
    s32.intoArray(strands, at + 14 * LANES);
    s33.intoArray(strands, at + 15 * LANES);
  }

  /**
   * Adds products with two of {@code tokens} tokens that lie in turn.
   *
   * @param strands {@code [token, row]} from {@code at} on
   */
  static void two(long w, long x, int tokens, int steps, float[] strands, int at) {
    FloatVector s00 = FloatVector.fromArray(F32, strands, at);
    FloatVector s01 = FloatVector.fromArray(F32, strands, at + LANES);
    FloatVector s02 = FloatVector.fromArray(F32, strands, at + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(F32, strands, at + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(F32, strands, at + 4 * LANES);
    FloatVector s11 = FloatVector.fromArray(F32, strands, at + 5 * LANES);
    FloatVector s12 = FloatVector.fromArray(F32, strands, at + 6 * LANES);
    FloatVector s13 = FloatVector.fromArray(F32, strands, at + 7 * LANES);
    long p = w;
    long q = x;
    long end = w + steps * STEP;
    while (p != end) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + Lanes.BYTES, Lanes.ORDER);
      FloatVector c =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector d =
          FloatVector.fromMemorySegment(F32, ALL, (p & RANGE) + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, q & RANGE, Lanes.ORDER);
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      s02 = c.fma(y, s02);
      s03 = d.fma(y, s03);
      y = FloatVector.fromMemorySegment(F32, ALL, (q & RANGE) + Lanes.BYTES, Lanes.ORDER);
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      s12 = c.fma(y, s12);
      s13 = d.fma(y, s13);
      p += STEP;
      q += tokens * Lanes.BYTES;
    }
    s00.intoArray(strands, at);
    s01.intoArray(strands, at + LANES);
    s02.intoArray(strands, at + 2 * LANES);
    s03.intoArray(strands, at + 3 * LANES);
    s10.intoArray(strands, at + 4 * LANES);
    s11.intoArray(strands, at + 5 * LANES);
    s12.intoArray(strands, at + 6 * LANES);
    s13.intoArray(strands, at + 7 * LANES);
  }

  /**
   * Adds products of the terms of four rows, one row behind the other, with the sums of one token.
   * (Terms take 3 to 6% of the operations, and took twice as much of the time where they were
   * brought to the order of decoded rows first: one token of Q4_K, Q5_K and Q2_K is 1.05 times as
   * fast so.) It is too long to be inlined, see {@link WeightRows}.
   *
   * @param apart bytes from row to row
   * @param used how many terms there are; those of the vector behind them become zero
   * @param xStep bytes from a vector of sums to the next
   * @param steps vectors of sums
   * @param strands {@code [row]} from {@code at} on
   */
  static void terms(
      long w, long apart, int used, long x, long xStep, int steps, float[] strands, int at) {
    FloatVector zero = FloatVector.zero(F32);
    long v = w + 4L * used;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    FloatVector s0 = FloatVector.fromArray(F32, strands, at);
    FloatVector s1 = FloatVector.fromArray(F32, strands, at + LANES);
    FloatVector s2 = FloatVector.fromArray(F32, strands, at + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(F32, strands, at + 3 * LANES);
    long p = w;
    long q = x;
    long end = x + steps * xStep;
    while (q != end) {
      v = p;
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, q & RANGE, Lanes.ORDER);
      s0 = FloatVector.fromMemorySegment(F32, ALL, v & RANGE, Lanes.ORDER).fma(y, s0);
      v += apart;
      s1 = FloatVector.fromMemorySegment(F32, ALL, v & RANGE, Lanes.ORDER).fma(y, s1);
      v += apart;
      s2 = FloatVector.fromMemorySegment(F32, ALL, v & RANGE, Lanes.ORDER).fma(y, s2);
      v += apart;
      s3 = FloatVector.fromMemorySegment(F32, ALL, v & RANGE, Lanes.ORDER).fma(y, s3);
      p += Lanes.BYTES;
      q += xStep;
    }
    s0.intoArray(strands, at);
    s1.intoArray(strands, at + LANES);
    s2.intoArray(strands, at + 2 * LANES);
    s3.intoArray(strands, at + 3 * LANES);
  }

  /**
   * Adds products with one token, whose vectors lie one behind the other.
   *
   * @param strands {@code [row]} from {@code at} on
   */
  static void one(long w, long x, int steps, float[] strands, int at) {
    FloatVector s0 = FloatVector.fromArray(F32, strands, at);
    FloatVector s1 = FloatVector.fromArray(F32, strands, at + LANES);
    FloatVector s2 = FloatVector.fromArray(F32, strands, at + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(F32, strands, at + 3 * LANES);
    long p = w;
    long q = x;
    long end = w + steps * STEP;
    while (p != end) {
      long v = p & RANGE;
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, q & RANGE, Lanes.ORDER);
      s0 = FloatVector.fromMemorySegment(F32, ALL, v, Lanes.ORDER).fma(y, s0);
      s1 = FloatVector.fromMemorySegment(F32, ALL, v + Lanes.BYTES, Lanes.ORDER).fma(y, s1);
      s2 = FloatVector.fromMemorySegment(F32, ALL, v + 2 * Lanes.BYTES, Lanes.ORDER).fma(y, s2);
      s3 = FloatVector.fromMemorySegment(F32, ALL, v + 3 * Lanes.BYTES, Lanes.ORDER).fma(y, s3);
      p += STEP;
      q += Lanes.BYTES;
    }
    s0.intoArray(strands, at);
    s1.intoArray(strands, at + LANES);
    s2.intoArray(strands, at + 2 * LANES);
    s3.intoArray(strands, at + 3 * LANES);
  }
}
