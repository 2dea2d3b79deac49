package dev.puna.simd.vector;

/**
 * The functions that a transformer needs, over arrays, one element after the other. An element's
 * result depends on its value alone, not on where it lies.
 *
 * <p>e^x = 2^n e^r, where n is the integer next to x / ln 2 and e^r = 1 + r + r^2 (C0 + C1 r + C2
 * r^2 + C3 r^3 + C4 r^4).
 */
public final class PlainMath {
  static final float LOG2_E = 1.44269504f;

  /** ln 2 as a float, and what the float lacks. */
  static final float LN_2 = 0.693147182f;

  static final float LN_2_REST = -1.90465421e-9f;

  /** 1.5 * 2^23: added to a small float it leaves the nearest integer in the low bits. */
  static final float ROUNDER = 0x1.8p23f;

  static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** The exponent's bits of 1. */
  static final int BIAS = 127;

  static final int EXPONENT_SHIFT = 23;

  static final int ONE_BITS = BIAS << EXPONENT_SHIFT;

  /** e^x is not a finite float above this, and rounds to 0 below the other. */
  static final float EXP_OVERFLOW = 88.7228394f;

  static final float EXP_UNDERFLOW = -104f;

  /** Below it a weight would have to be rounded to a subnormal number, or nearly so. */
  static final float WEIGHT_UNDERFLOW = -86f;

  /** Minimax fit of (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2, off by 3.3e-9 of e^r at most. */
  static final float C0 = 0.49999994f;

  static final float C1 = 0.16666515f;
  static final float C2 = 0.041668456f;
  static final float C3 = 0.008369419f;
  static final float C4 = 0.0013813145f;

  /** tanh(x) is 1 to the last bit from here on. */
  static final float TANH_ONE = 9.1f;

  /** GELU's tanh(u) has u = sqrt(2 / pi) (x + 0.044715 x^3); these are of 2u. */
  static final float GELU_LINEAR = 1.59576912f;

  static final float GELU_CUBIC = 0.0713548163f;

  private static final int LANES = Lanes.F32.length();

  private PlainMath() {}

  /**
   * Turns scores into weights: {@code x[i] = e^(x[i] - max)}, within 2 ulp of the exact power, and
   * 0 where it is below e^-86.
   *
   * @param max no score is higher
   * @param rescale a factor on the sums so far
   * @param sums of the weights, one for each lane of a vector, from {@code sumsAt} on: all weights
   *     are added to theirs
   */
  public static void weights(
      float[] x, int from, int to, float max, float rescale, float[] sums, int sumsAt) {
    for (int lane = 0; lane < LANES; lane++) {
      sums[sumsAt + lane] *= rescale;
    }
    for (int i = from; i < to; i++) {
      float y = x[i] - max;
      float rounded = Math.fma(y, LOG2_E, ROUNDER);
      float power = expMinusOne(y, rounded - ROUNDER) + 1;
      // 2^n: the low bits of `rounded` are n, and what is above them is shifted out.
      int scale = (Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT) + ONE_BITS;
      x[i] = y < WEIGHT_UNDERFLOW ? 0 : power * Float.intBitsToFloat(scale);
      sums[sumsAt + (i - from) % LANES] += x[i];
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
    for (int i = from; i < to; i++) {
      float x = gate[i];
      float y = Math.fma(x * -cubic, x, -linear) * x;
      out[i] = x / (exp(y) + 1) * up[i];
    }
  }

  /**
   * {@code out[i] = cap * tanh(in[i] / cap)}, tanh within 4 ulp.
   *
   * <p>tanh |x| = m / (m + 2) with m = e^(2|x|) - 1 = 2^n (e^r - 1) + (2^n - 1), which does not
   * cancel near 0.
   */
  public static void softcap(float[] in, float[] out, int from, int to, float cap) {
    for (int i = from; i < to; i++) {
      float x = in[i] / cap;
      float size = Math.abs(x);
      float y = size > TANH_ONE ? 2 * TANH_ONE : size + size;
      float rounded = Math.fma(y, LOG2_E, ROUNDER);
      int exponent = Float.floatToRawIntBits(rounded) - (ROUNDER_BITS - BIAS);
      float scale = Float.intBitsToFloat(exponent << EXPONENT_SHIFT);
      float m = Math.fma(expMinusOne(y, rounded - ROUNDER), scale, scale - 1);
      float tanh = m / (m + 2);
      out[i] = (x < 0 ? -tanh : tanh) * cap;
    }
  }

  private static float exp(float y) {
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    float power = expMinusOne(y, rounded - ROUNDER) + 1;
    // In two halves: 2^n itself is out of range where the result is subnormal.
    int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    int half = exponent >> 1;
    int rest = exponent - half;
    power *= Float.intBitsToFloat((half + BIAS) << EXPONENT_SHIFT);
    power *= Float.intBitsToFloat((rest + BIAS) << EXPONENT_SHIFT);
    return y < EXP_UNDERFLOW ? 0 : y > EXP_OVERFLOW ? Float.POSITIVE_INFINITY : power;
  }

  /** e^r - 1 with r = y - n ln 2. */
  private static float expMinusOne(float y, float n) {
    float r = Math.fma(n, -LN_2_REST, Math.fma(n, -LN_2, y));
    float q = Math.fma(Math.fma(Math.fma(Math.fma(r, C4, C3), r, C2), r, C1), r, C0);
    return Math.fma(q * r, r, r);
  }
}
