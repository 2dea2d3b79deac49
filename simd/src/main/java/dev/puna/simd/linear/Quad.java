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

  /** Bytes of the strands of four rows with one token. */
  static final long STRANDS = SIZE * Lanes.BYTES;

  /** Where there are sixteen registers, they hold the sums of two tokens. */
  private static final boolean FEW_REGISTERS = LANES == 8;

  private Quad() {}

  /**
   * Adds products with four tokens.
   *
   * @param w the address of the rows
   * @param x the address of the tokens
   * @param steps vectors of each
   * @param strands the address of {@code [token, row]}
   */
  static void four(long w, long x, int steps, long strands) {
    if (FEW_REGISTERS) {
      two(w, x, 4, steps, strands);
      two(w, x + 2 * Lanes.BYTES, 4, steps, strands + 2 * STRANDS);
    } else {
      all(w, x, steps, strands);
    }
  }

  private static void all(long w, long x, int steps, long strands) {
    long s = strands & RANGE;
    FloatVector s00 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s01 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    FloatVector s02 = FloatVector.fromMemorySegment(F32, ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s03 = FloatVector.fromMemorySegment(F32, ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(F32, ALL, s + 4 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(F32, ALL, s + 5 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s12 = FloatVector.fromMemorySegment(F32, ALL, s + 6 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s13 = FloatVector.fromMemorySegment(F32, ALL, s + 7 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s20 = FloatVector.fromMemorySegment(F32, ALL, s + 8 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s21 = FloatVector.fromMemorySegment(F32, ALL, s + 9 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s22 = FloatVector.fromMemorySegment(F32, ALL, s + 10 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s23 = FloatVector.fromMemorySegment(F32, ALL, s + 11 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s30 = FloatVector.fromMemorySegment(F32, ALL, s + 12 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s31 = FloatVector.fromMemorySegment(F32, ALL, s + 13 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s32 = FloatVector.fromMemorySegment(F32, ALL, s + 14 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s33 = FloatVector.fromMemorySegment(F32, ALL, s + 15 * Lanes.BYTES, Lanes.ORDER);
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
    s00.intoMemorySegment(ALL, s, Lanes.ORDER);
    s01.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(ALL, s + 4 * Lanes.BYTES, Lanes.ORDER);
    s11.intoMemorySegment(ALL, s + 5 * Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(ALL, s + 6 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(ALL, s + 7 * Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(ALL, s + 8 * Lanes.BYTES, Lanes.ORDER);
    s21.intoMemorySegment(ALL, s + 9 * Lanes.BYTES, Lanes.ORDER);
    s22.intoMemorySegment(ALL, s + 10 * Lanes.BYTES, Lanes.ORDER);
    s23.intoMemorySegment(ALL, s + 11 * Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(ALL, s + 12 * Lanes.BYTES, Lanes.ORDER);
    s31.intoMemorySegment(ALL, s + 13 * Lanes.BYTES, Lanes.ORDER);
    s32.intoMemorySegment(ALL, s + 14 * Lanes.BYTES, Lanes.ORDER);
    s33.intoMemorySegment(ALL, s + 15 * Lanes.BYTES, Lanes.ORDER);
  }

  /**
   * Adds products with two of {@code tokens} tokens that lie in turn.
   *
   * @param strands the address of {@code [token, row]}
   */
  static void two(long w, long x, int tokens, int steps, long strands) {
    long s = strands & RANGE;
    FloatVector s00 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s01 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    FloatVector s02 = FloatVector.fromMemorySegment(F32, ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s03 = FloatVector.fromMemorySegment(F32, ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(F32, ALL, s + 4 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(F32, ALL, s + 5 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s12 = FloatVector.fromMemorySegment(F32, ALL, s + 6 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s13 = FloatVector.fromMemorySegment(F32, ALL, s + 7 * Lanes.BYTES, Lanes.ORDER);
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
    s00.intoMemorySegment(ALL, s, Lanes.ORDER);
    s01.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(ALL, s + 4 * Lanes.BYTES, Lanes.ORDER);
    s11.intoMemorySegment(ALL, s + 5 * Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(ALL, s + 6 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(ALL, s + 7 * Lanes.BYTES, Lanes.ORDER);
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
   * @param strands the address of {@code [row]}
   */
  static void terms(long w, long apart, int used, long x, long xStep, int steps, long strands) {
    FloatVector zero = FloatVector.zero(F32);
    long v = w + 4L * used;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    v += apart;
    zero.intoMemorySegment(ALL, v & RANGE, Lanes.ORDER);
    long s = strands & RANGE;
    FloatVector s0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    FloatVector s2 = FloatVector.fromMemorySegment(F32, ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s3 = FloatVector.fromMemorySegment(F32, ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
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
    s0.intoMemorySegment(ALL, s, Lanes.ORDER);
    s1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
    s2.intoMemorySegment(ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    s3.intoMemorySegment(ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
  }

  /**
   * Adds products with one token, whose vectors lie one behind the other.
   *
   * @param strands the address of {@code [row]}
   */
  static void one(long w, long x, int steps, long strands) {
    long s = strands & RANGE;
    FloatVector s0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    FloatVector s2 = FloatVector.fromMemorySegment(F32, ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector s3 = FloatVector.fromMemorySegment(F32, ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
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
    s0.intoMemorySegment(ALL, s, Lanes.ORDER);
    s1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
    s2.intoMemorySegment(ALL, s + 2 * Lanes.BYTES, Lanes.ORDER);
    s3.intoMemorySegment(ALL, s + 3 * Lanes.BYTES, Lanes.ORDER);
  }
}
