package dev.puna.simd.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions that a transformer needs, over arrays. A range is worked on in whole vectors: up to
 * a vector of elements after it are read, and written with results that mean nothing.
 *
 * <p>An element's result depends on its value alone, not on where it lies.
 *
 * <p>The exponential function is written out where it is needed: as a method that takes and gives
 * vectors it would at times not be inlined, and then allocate.
 *
 * <pre>e^x = 2^n e^r, n the integer next to x / ln 2, e^r = 1 + r + r^2 (C0 + C1 r + ... + C4 r^4)
 * </pre>
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

  /** The exponent's bits of 1. */
  private static final int BIAS = 127;

  private static final int EXPONENT_SHIFT = 23;

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

  /** GELU's tanh(u) has u = sqrt(2 / pi) (x + 0.044715 x^3); these are of 2u. */
  private static final float GELU_LINEAR = 1.59576912f;

  private static final float GELU_CUBIC = 0.0713548163f;

  private VectorMath() {}

  /** {@code x[i] = e^(x[i] - max)}; within 2 ulp of the exact power, subnormal results too. */
  public static void expMinus(float[] x, int from, int to, float max) {
    FloatVector log2e = FloatVector.broadcast(F32, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(F32, ROUNDER);
    FloatVector minusLn2 = FloatVector.broadcast(F32, -LN_2);
    FloatVector minusRest = FloatVector.broadcast(F32, -LN_2_REST);
    FloatVector c4 = FloatVector.broadcast(F32, C4);
    FloatVector c3 = FloatVector.broadcast(F32, C3);
    FloatVector c2 = FloatVector.broadcast(F32, C2);
    FloatVector c1 = FloatVector.broadcast(F32, C1);
    FloatVector c0 = FloatVector.broadcast(F32, C0);
    for (int i = from; i < to; i += F32.length()) {
      FloatVector y = FloatVector.fromArray(F32, x, i).sub(max);
      FloatVector rounded = y.fma(log2e, rounder);
      FloatVector n = rounded.sub(rounder);
      FloatVector r = n.fma(minusRest, n.fma(minusLn2, y));
      FloatVector q = r.fma(c4, c3).fma(r, c2).fma(r, c1).fma(r, c0);
      FloatVector power = q.mul(r).fma(r, r).add(1);
      // In two halves: 2^n itself is out of range where the result is subnormal.
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector rest = exponent.sub(half).add(BIAS).lanewise(LSHL, EXPONENT_SHIFT);
      half = half.add(BIAS).lanewise(LSHL, EXPONENT_SHIFT);
      power = power.mul(half.reinterpretAsFloats()).mul(rest.reinterpretAsFloats());
      power = power.blend(0, y.compare(LT, EXP_UNDERFLOW));
      power.blend(Float.POSITIVE_INFINITY, y.compare(GT, EXP_OVERFLOW)).intoArray(x, i);
    }
  }

  /** {@code out[i] = gate[i] * sigmoid(gate[i]) * up[i]}. */
  public static void silu(float[] gate, float[] up, float[] out, int from, int to) {
    sigmoidGate(gate, up, out, from, to, 1, 0);
  }

  /**
   * {@code out[i] = gelu(gate[i]) * up[i]} in the tanh form, by {@code (1 + tanh u) / 2 =
   * sigmoid(2u)}.
   */
  public static void gelu(float[] gate, float[] up, float[] out, int from, int to) {
    sigmoidGate(gate, up, out, from, to, GELU_LINEAR, GELU_CUBIC);
  }

  /** {@code out = x * sigmoid(linear x + cubic x^3) * up} with x the gate. */
  private static void sigmoidGate(
      float[] gate, float[] up, float[] out, int from, int to, float linear, float cubic) {
    FloatVector log2e = FloatVector.broadcast(F32, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(F32, ROUNDER);
    FloatVector minusLn2 = FloatVector.broadcast(F32, -LN_2);
    FloatVector minusRest = FloatVector.broadcast(F32, -LN_2_REST);
    FloatVector c4 = FloatVector.broadcast(F32, C4);
    FloatVector c3 = FloatVector.broadcast(F32, C3);
    FloatVector c2 = FloatVector.broadcast(F32, C2);
    FloatVector c1 = FloatVector.broadcast(F32, C1);
    FloatVector c0 = FloatVector.broadcast(F32, C0);
    FloatVector minusLinear = FloatVector.broadcast(F32, -linear);
    for (int i = from; i < to; i += F32.length()) {
      FloatVector x = FloatVector.fromArray(F32, gate, i);
      FloatVector y = x.mul(-cubic).fma(x, minusLinear).mul(x);
      FloatVector rounded = y.fma(log2e, rounder);
      FloatVector n = rounded.sub(rounder);
      FloatVector r = n.fma(minusRest, n.fma(minusLn2, y));
      FloatVector q = r.fma(c4, c3).fma(r, c2).fma(r, c1).fma(r, c0);
      FloatVector power = q.mul(r).fma(r, r).add(1);
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector rest = exponent.sub(half).add(BIAS).lanewise(LSHL, EXPONENT_SHIFT);
      half = half.add(BIAS).lanewise(LSHL, EXPONENT_SHIFT);
      power = power.mul(half.reinterpretAsFloats()).mul(rest.reinterpretAsFloats());
      power = power.blend(0, y.compare(LT, EXP_UNDERFLOW));
      power = power.blend(Float.POSITIVE_INFINITY, y.compare(GT, EXP_OVERFLOW));
      FloatVector activated = x.div(power.add(1));
      activated.mul(FloatVector.fromArray(F32, up, i)).intoArray(out, i);
    }
  }

  /**
   * {@code out[i] = cap * tanh(in[i] / cap)}, tanh within 4 ulp.
   *
   * <p>tanh |x| = m / (m + 2) with m = e^(2|x|) - 1 = 2^n (e^r - 1) + (2^n - 1), which does not
   * cancel near 0.
   */
  public static void softcap(float[] in, float[] out, int from, int to, float cap) {
    FloatVector log2e = FloatVector.broadcast(F32, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(F32, ROUNDER);
    FloatVector minusLn2 = FloatVector.broadcast(F32, -LN_2);
    FloatVector minusRest = FloatVector.broadcast(F32, -LN_2_REST);
    FloatVector c4 = FloatVector.broadcast(F32, C4);
    FloatVector c3 = FloatVector.broadcast(F32, C3);
    FloatVector c2 = FloatVector.broadcast(F32, C2);
    FloatVector c1 = FloatVector.broadcast(F32, C1);
    FloatVector c0 = FloatVector.broadcast(F32, C0);
    for (int i = from; i < to; i += F32.length()) {
      FloatVector x = FloatVector.fromArray(F32, in, i).div(cap);
      FloatVector size = x.abs();
      FloatVector y = size.add(size).blend(2 * TANH_ONE, size.compare(GT, TANH_ONE));
      FloatVector rounded = y.fma(log2e, rounder);
      FloatVector n = rounded.sub(rounder);
      FloatVector r = n.fma(minusRest, n.fma(minusLn2, y));
      FloatVector q = r.fma(c4, c3).fma(r, c2).fma(r, c1).fma(r, c0);
      FloatVector powerMinusOne = q.mul(r).fma(r, r);
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS - BIAS);
      FloatVector scale = exponent.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector m = powerMinusOne.fma(scale, scale.sub(1));
      FloatVector tanh = m.div(m.add(2));
      tanh.blend(tanh.neg(), x.compare(LT, 0)).mul(cap).intoArray(out, i);
    }
  }
}
