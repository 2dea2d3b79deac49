package dev.puna.simd.vector;

import static dev.puna.simd.vector.PlainMath.BIAS;
import static dev.puna.simd.vector.PlainMath.C0;
import static dev.puna.simd.vector.PlainMath.C1;
import static dev.puna.simd.vector.PlainMath.C2;
import static dev.puna.simd.vector.PlainMath.C3;
import static dev.puna.simd.vector.PlainMath.C4;
import static dev.puna.simd.vector.PlainMath.EXPONENT_SHIFT;
import static dev.puna.simd.vector.PlainMath.EXP_OVERFLOW;
import static dev.puna.simd.vector.PlainMath.EXP_UNDERFLOW;
import static dev.puna.simd.vector.PlainMath.GELU_CUBIC;
import static dev.puna.simd.vector.PlainMath.GELU_LINEAR;
import static dev.puna.simd.vector.PlainMath.LN_2;
import static dev.puna.simd.vector.PlainMath.LN_2_REST;
import static dev.puna.simd.vector.PlainMath.LOG2_E;
import static dev.puna.simd.vector.PlainMath.ONE_BITS;
import static dev.puna.simd.vector.PlainMath.ROUNDER;
import static dev.puna.simd.vector.PlainMath.ROUNDER_BITS;
import static dev.puna.simd.vector.PlainMath.TANH_ONE;
import static dev.puna.simd.vector.PlainMath.WEIGHT_UNDERFLOW;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link PlainMath} on vectors, with the same results to the last bit. A range is
 * worked on in whole vectors: up to a vector of elements after it are read, and written with
 * results that mean nothing.
 *
 * <p>The exponential function is written out where it is needed: as a method that takes and gives
 * vectors it would at times not be inlined, and then allocate.
 */
public final class VectorMath {
  private static final VectorSpecies<Float> F32 = Lanes.F32;

  private VectorMath() {}

  /** {@link PlainMath#weights}. */
  public static void weights(
      float[] x, int from, int to, float max, float rescale, float[] sums, int sumsAt) {
    FloatVector log2e = FloatVector.broadcast(F32, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(F32, ROUNDER);
    FloatVector minusLn2 = FloatVector.broadcast(F32, -LN_2);
    FloatVector minusRest = FloatVector.broadcast(F32, -LN_2_REST);
    FloatVector c4 = FloatVector.broadcast(F32, C4);
    FloatVector c3 = FloatVector.broadcast(F32, C3);
    FloatVector c2 = FloatVector.broadcast(F32, C2);
    FloatVector c1 = FloatVector.broadcast(F32, C1);
    FloatVector c0 = FloatVector.broadcast(F32, C0);
    FloatVector sum = FloatVector.fromArray(F32, sums, sumsAt).mul(rescale);
    for (int i = from; i < to; i += F32.length()) {
      FloatVector y = FloatVector.fromArray(F32, x, i).sub(max);
      FloatVector rounded = y.fma(log2e, rounder);
      FloatVector n = rounded.sub(rounder);
      FloatVector r = n.fma(minusRest, n.fma(minusLn2, y));
      FloatVector q = r.fma(c4, c3).fma(r, c2).fma(r, c1).fma(r, c0);
      FloatVector power = q.mul(r).fma(r, r).add(1);
      IntVector scale = rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).add(ONE_BITS);
      FloatVector weight = power.mul(scale.reinterpretAsFloats());
      weight = weight.blend(0, y.compare(LT, WEIGHT_UNDERFLOW));
      weight.intoArray(x, i);
      sum = sum.add(weight);
    }
    sum.intoArray(sums, sumsAt);
  }

  /** {@code out[i] = gate[i] * sigmoid(gate[i]) * up[i]}. */
  public static void silu(float[] gate, float[] up, float[] out, int from, int to) {
    sigmoidGate(gate, up, out, from, to, 1, 0);
  }

  /** {@code out[i] = gelu(gate[i]) * up[i]}. */
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

  /** {@code out[i] = cap * tanh(in[i] / cap)}. */
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
