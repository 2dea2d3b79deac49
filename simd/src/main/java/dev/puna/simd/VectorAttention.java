package dev.puna.simd;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Scores and mixtures of one block of the cache on vectors, for four queries at a time. */
final class VectorAttention {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private VectorAttention() {}

  /**
   * Scores of all positions for four queries; lanes are positions.
   *
   * @param keys F32 {@code [length][BLOCK]}; their address
   * @param x queries {@code [][length]}
   * @param q the first of the four
   * @param scores {@code [][BLOCK]}
   */
  static void score(long keys, int length, float[] x, int q, float[] scores) {
    int q0 = q * length;
    int q1 = q0 + length;
    int q2 = q1 + length;
    int q3 = q2 + length;
    for (int p = 0; p < BLOCK; p += 2 * LANES) {
      FloatVector a0 = FloatVector.zero(F32);
      FloatVector a1 = a0;
      FloatVector b0 = a0;
      FloatVector b1 = a0;
      FloatVector c0 = a0;
      FloatVector c1 = a0;
      FloatVector d0 = a0;
      FloatVector d1 = a0;
      long at = keys + 4L * p;
      for (int i = 0; i < length; i++) {
        FloatVector k0 = FloatVector.fromMemorySegment(F32, ALL, at, Lanes.ORDER);
        FloatVector k1 = FloatVector.fromMemorySegment(F32, ALL, at + 4L * LANES, Lanes.ORDER);
        at += 4L * BLOCK;
        FloatVector y = FloatVector.broadcast(F32, x[q0 + i]);
        a0 = k0.fma(y, a0);
        a1 = k1.fma(y, a1);
        y = FloatVector.broadcast(F32, x[q1 + i]);
        b0 = k0.fma(y, b0);
        b1 = k1.fma(y, b1);
        y = FloatVector.broadcast(F32, x[q2 + i]);
        c0 = k0.fma(y, c0);
        c1 = k1.fma(y, c1);
        y = FloatVector.broadcast(F32, x[q3 + i]);
        d0 = k0.fma(y, d0);
        d1 = k1.fma(y, d1);
      }
      int to = q * BLOCK + p;
      a0.intoArray(scores, to);
      a1.intoArray(scores, to + LANES);
      b0.intoArray(scores, to + BLOCK);
      b1.intoArray(scores, to + BLOCK + LANES);
      c0.intoArray(scores, to + 2 * BLOCK);
      c1.intoArray(scores, to + 2 * BLOCK + LANES);
      d0.intoArray(scores, to + 3 * BLOCK);
      d1.intoArray(scores, to + 3 * BLOCK + LANES);
    }
  }

  /**
   * Adds the weighted values of positions {@code from} to {@code to} for four queries; lanes are
   * elements.
   *
   * @param values F32 {@code [BLOCK][length]}; their address
   * @param weights {@code [][BLOCK]}
   * @param q the first of the four
   * @param rescale factors on what was mixed before, for each query
   * @param mixed {@code [][mixedLength]}
   */
  static void mix(
      long values,
      int length,
      int from,
      int to,
      float[] weights,
      int q,
      float[] rescale,
      float[] mixed,
      int mixedLength) {
    long rowBytes = 4L * length;
    int w0 = q * BLOCK;
    int w1 = w0 + BLOCK;
    int w2 = w1 + BLOCK;
    int w3 = w2 + BLOCK;
    for (int e = 0; e < mixedLength; e += 2 * LANES) {
      int a = q * mixedLength + e;
      int b = a + mixedLength;
      int c = b + mixedLength;
      int d = c + mixedLength;
      FloatVector a0 = FloatVector.fromArray(F32, mixed, a).mul(rescale[q]);
      FloatVector a1 = FloatVector.fromArray(F32, mixed, a + LANES).mul(rescale[q]);
      FloatVector b0 = FloatVector.fromArray(F32, mixed, b).mul(rescale[q + 1]);
      FloatVector b1 = FloatVector.fromArray(F32, mixed, b + LANES).mul(rescale[q + 1]);
      FloatVector c0 = FloatVector.fromArray(F32, mixed, c).mul(rescale[q + 2]);
      FloatVector c1 = FloatVector.fromArray(F32, mixed, c + LANES).mul(rescale[q + 2]);
      FloatVector d0 = FloatVector.fromArray(F32, mixed, d).mul(rescale[q + 3]);
      FloatVector d1 = FloatVector.fromArray(F32, mixed, d + LANES).mul(rescale[q + 3]);
      long at = values + from * rowBytes + 4L * e;
      for (int p = from; p < to; p++) {
        FloatVector v0 = FloatVector.fromMemorySegment(F32, ALL, at, Lanes.ORDER);
        FloatVector v1 = FloatVector.fromMemorySegment(F32, ALL, at + 4L * LANES, Lanes.ORDER);
        at += rowBytes;
        FloatVector x = FloatVector.broadcast(F32, weights[w0 + p]);
        a0 = v0.fma(x, a0);
        a1 = v1.fma(x, a1);
        x = FloatVector.broadcast(F32, weights[w1 + p]);
        b0 = v0.fma(x, b0);
        b1 = v1.fma(x, b1);
        x = FloatVector.broadcast(F32, weights[w2 + p]);
        c0 = v0.fma(x, c0);
        c1 = v1.fma(x, c1);
        x = FloatVector.broadcast(F32, weights[w3 + p]);
        d0 = v0.fma(x, d0);
        d1 = v1.fma(x, d1);
      }
      a0.intoArray(mixed, a);
      a1.intoArray(mixed, a + LANES);
      b0.intoArray(mixed, b);
      b1.intoArray(mixed, b + LANES);
      c0.intoArray(mixed, c);
      c1.intoArray(mixed, c + LANES);
      d0.intoArray(mixed, d);
      d1.intoArray(mixed, d + LANES);
    }
  }

  /** The highest of a query's scores. */
  static float highest(float[] scores, int at) {
    FloatVector most = FloatVector.fromArray(F32, scores, at);
    for (int p = LANES; p < BLOCK; p += LANES) {
      most = most.max(FloatVector.fromArray(F32, scores, at + p));
    }
    return most.reduceLanes(VectorOperators.MAX);
  }

  /** Adds a query's weights to its sums, which are a vector of their own. */
  static void sum(float[] weights, int at, float rescale, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.fromArray(F32, sums, sumsAt).mul(rescale);
    for (int p = 0; p < BLOCK; p += LANES) {
      sum = sum.add(FloatVector.fromArray(F32, weights, at + p));
    }
    sum.intoArray(sums, sumsAt);
  }
}
