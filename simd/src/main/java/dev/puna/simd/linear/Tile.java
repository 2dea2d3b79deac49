package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The product of decoded rows with activations, four rows by four tokens at a time. */
final class Tile {
  /** Rows and tokens of a tile. */
  static final int SIDE = 4;

  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private Tile() {}

  /** A number of rows or tokens, rounded up to whole tiles. */
  static int padded(int count) {
    return Math.ceilDiv(count, SIDE) * SIDE;
  }

  /**
   * Adds the products of the first, third, fifth vector and so on of {@code length} columns to each
   * of the sixteen vectors of sums: that of row r and token t is at {@code sumsAt + t * sumsStride
   * + r * lanes}.
   *
   * <p>Each vector of activations meets four of weights and each of weights four of activations, so
   * there are two multiplications for each load.
   *
   * @param w row 0 begins at {@code wAt}, and the others {@code wStride} behind each other
   * @param x tokens begin at {@code x0} to {@code x3}, which may be the same
   * @param length a multiple of the lanes of a vector
   */
  static void multiply(
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int length,
      float[] sums,
      int sumsAt,
      int sumsStride) {
    int w0 = wAt;
    int w1 = w0 + wStride;
    int w2 = w1 + wStride;
    int w3 = w2 + wStride;
    int s0 = sumsAt;
    int s1 = s0 + sumsStride;
    int s2 = s1 + sumsStride;
    int s3 = s2 + sumsStride;
    FloatVector s00 = FloatVector.fromArray(F32, sums, s0);
    FloatVector s01 = FloatVector.fromArray(F32, sums, s0 + LANES);
    FloatVector s02 = FloatVector.fromArray(F32, sums, s0 + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(F32, sums, s0 + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(F32, sums, s1);
    FloatVector s11 = FloatVector.fromArray(F32, sums, s1 + LANES);
    FloatVector s12 = FloatVector.fromArray(F32, sums, s1 + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(F32, sums, s1 + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(F32, sums, s2);
    FloatVector s21 = FloatVector.fromArray(F32, sums, s2 + LANES);
    FloatVector s22 = FloatVector.fromArray(F32, sums, s2 + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(F32, sums, s2 + 3 * LANES);
    FloatVector s30 = FloatVector.fromArray(F32, sums, s3);
    FloatVector s31 = FloatVector.fromArray(F32, sums, s3 + LANES);
    FloatVector s32 = FloatVector.fromArray(F32, sums, s3 + 2 * LANES);
    FloatVector s33 = FloatVector.fromArray(F32, sums, s3 + 3 * LANES);
    for (int i = 0; i < length; i += 2 * LANES) {
      FloatVector a = FloatVector.fromArray(F32, w, w0 + i);
      FloatVector b = FloatVector.fromArray(F32, w, w1 + i);
      FloatVector c = FloatVector.fromArray(F32, w, w2 + i);
      FloatVector d = FloatVector.fromArray(F32, w, w3 + i);
      FloatVector y = FloatVector.fromArray(F32, x, x0 + i);
      s00 = a.fma(y, s00);
      s01 = b.fma(y, s01);
      s02 = c.fma(y, s02);
      s03 = d.fma(y, s03);
      y = FloatVector.fromArray(F32, x, x1 + i);
      s10 = a.fma(y, s10);
      s11 = b.fma(y, s11);
      s12 = c.fma(y, s12);
      s13 = d.fma(y, s13);
      y = FloatVector.fromArray(F32, x, x2 + i);
      s20 = a.fma(y, s20);
      s21 = b.fma(y, s21);
      s22 = c.fma(y, s22);
      s23 = d.fma(y, s23);
      y = FloatVector.fromArray(F32, x, x3 + i);
      s30 = a.fma(y, s30);
      s31 = b.fma(y, s31);
      s32 = c.fma(y, s32);
      s33 = d.fma(y, s33);
    }
    s00.intoArray(sums, s0);
    s01.intoArray(sums, s0 + LANES);
    s02.intoArray(sums, s0 + 2 * LANES);
    s03.intoArray(sums, s0 + 3 * LANES);
    s10.intoArray(sums, s1);
    s11.intoArray(sums, s1 + LANES);
    s12.intoArray(sums, s1 + 2 * LANES);
    s13.intoArray(sums, s1 + 3 * LANES);
    s20.intoArray(sums, s2);
    s21.intoArray(sums, s2 + LANES);
    s22.intoArray(sums, s2 + 2 * LANES);
    s23.intoArray(sums, s2 + 3 * LANES);
    s30.intoArray(sums, s3);
    s31.intoArray(sums, s3 + LANES);
    s32.intoArray(sums, s3 + 2 * LANES);
    s33.intoArray(sums, s3 + 3 * LANES);
  }
}
