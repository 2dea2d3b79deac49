package dev.puna.simd.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions that a transformer needs, over arrays. A range is worked on in whole vectors: up to
 * a vector of elements after it are read, and written with results that mean nothing.
 *
 * <p>An element's result depends on its value alone, not on where it lies.
 */
public final class VectorMath {
  private static final VectorSpecies<Float> F32 = Lanes.F32;

  private static final float LOG2_E = 1.44269504f;

  /** ln 2 as a float, and what the float lacks. */
  private static final float LN_2 = 0.693147182f;

  private static final float LN_2_REST = -1.90465421e-9f;

  /** 1.5 * 2^23: added to a small float it leaves the nearest integer in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** e^x is not a finite float above this, and rounds to 0 below the other. */
  private static final float EXP_OVERFLOW = 88.7228394f;

  private static final float EXP_UNDERFLOW = -104f;

  /** Minimax fit of (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2, off by 3.3e-9 of e^r at most. */
  private static final float C0 = 0.49999994f;

  private static final float C1 = 0.16666515f;
  private static final float C2 = 0.041668456f;
  private static final float C3 = 0.008369419f;
  private static final float C4 = 0.0013813145f;

  /** tanh(x) is 1 to the last bit from here on. */
  private static final float TANH_ONE = 9.1f;

  /** 2 sqrt(2 / pi), and that times 0.044715. */
  private static final float GELU_LINEAR = 1.59576912f;

  private static final float GELU_CUBIC = 0.0713548163f;

  private VectorMath() {}

  /** {@code x[i] = e^(x[i] - max)}; within 2 ulp of the exact power, subnormal results too. */
  public static void expMinus(float[] x, int from, int to, float max) {
    for (int i = from; i < to; i += F32.length()) {
      exp(FloatVector.fromArray(F32, x, i).sub(max)).intoArray(x, i);
    }
  }

  /** {@code out[i] = gate[i] * sigmoid(gate[i]) * up[i]}. */
  public static void silu(float[] gate, float[] up, float[] out, int from, int to) {
    for (int i = from; i < to; i += F32.length()) {
      FloatVector x = FloatVector.fromArray(F32, gate, i);
      FloatVector activated = x.div(exp(x.neg()).add(1));
      activated.mul(FloatVector.fromArray(F32, up, i)).intoArray(out, i);
    }
  }

  /**
   * {@code out[i] = gelu(gate[i]) * up[i]} in the tanh form, by {@code (1 + tanh u) / 2 =
   * sigmoid(2u)}.
   */
  public static void gelu(float[] gate, float[] up, float[] out, int from, int to) {
    for (int i = from; i < to; i += F32.length()) {
      FloatVector x = FloatVector.fromArray(F32, gate, i);
      FloatVector minusTwoU = x.mul(x).mul(-GELU_CUBIC).sub(GELU_LINEAR).mul(x);
      FloatVector activated = x.div(exp(minusTwoU).add(1));
      activated.mul(FloatVector.fromArray(F32, up, i)).intoArray(out, i);
    }
  }

  /** {@code out[i] = cap * tanh(in[i] / cap)}, tanh within 4 ulp. */
  public static void softcap(float[] in, float[] out, int from, int to, float cap) {
    for (int i = from; i < to; i += F32.length()) {
      tanh(FloatVector.fromArray(F32, in, i).div(cap)).mul(cap).intoArray(out, i);
    }
  }

  /** e^x = 2^n e^r with n the integer next to x / ln 2. */
  private static FloatVector exp(FloatVector x) {
    FloatVector rounded =
        x.fma(FloatVector.broadcast(F32, LOG2_E), FloatVector.broadcast(F32, ROUNDER));
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(F32, -LN_2), x);
    r = n.fma(FloatVector.broadcast(F32, -LN_2_REST), r);
    FloatVector power = expMinusOne(r).add(1);
    // In two halves: 2^n itself is out of range where the result is subnormal.
    IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = exponent.lanewise(ASHR, 1);
    IntVector rest = exponent.sub(half);
    power = power.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
    power = power.mul(rest.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
    VectorMask<Float> zero = x.compare(LT, EXP_UNDERFLOW);
    VectorMask<Float> infinite = x.compare(GT, EXP_OVERFLOW);
    return power.blend(0, zero).blend(Float.POSITIVE_INFINITY, infinite);
  }

  /** e^r - 1 for |r| <= ln 2 / 2. */
  private static FloatVector expMinusOne(FloatVector r) {
    FloatVector q = r.fma(FloatVector.broadcast(F32, C4), FloatVector.broadcast(F32, C3));
    q = q.fma(r, FloatVector.broadcast(F32, C2));
    q = q.fma(r, FloatVector.broadcast(F32, C1));
    q = q.fma(r, FloatVector.broadcast(F32, C0));
    return q.mul(r).fma(r, r);
  }

  /**
   * tanh |x| = m / (m + 2) with m = e^(2|x|) - 1 = 2^n (e^r - 1) + (2^n - 1), which does not cancel
   * near 0.
   */
  private static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector twice = size.add(size).blend(2 * TANH_ONE, size.compare(GT, TANH_ONE));
    FloatVector rounded =
        twice.fma(FloatVector.broadcast(F32, LOG2_E), FloatVector.broadcast(F32, ROUNDER));
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(F32, -LN_2), twice);
    r = n.fma(FloatVector.broadcast(F32, -LN_2_REST), r);
    IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS - 127);
    FloatVector scale = exponent.lanewise(LSHL, 23).reinterpretAsFloats();
    FloatVector m = expMinusOne(r).fma(scale, scale.sub(1));
    FloatVector result = m.div(m.add(2));
    return result.blend(result.neg(), x.compare(LT, 0));
  }
}
