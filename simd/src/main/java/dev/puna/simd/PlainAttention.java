package dev.puna.simd;

import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;

/** The plain form of {@link VectorAttention}: each sum in the same order, for one query. */
final class PlainAttention {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int LANES = Lanes.F32.length();

  private PlainAttention() {}

  /** Scores of all positions; keys are {@code [length][BLOCK]}. */
  static void score(float[] keys, int length, float[] x, int q, float[] scores) {
    int to = q * BLOCK;
    for (int p = 0; p < BLOCK; p++) {
      scores[to + p] = 0;
    }
    for (int i = 0; i < length; i++) {
      float y = x[q * length + i];
      int from = i * BLOCK;
      for (int p = 0; p < BLOCK; p++) {
        scores[to + p] = Math.fma(keys[from + p], y, scores[to + p]);
      }
    }
  }

  /** Adds the weighted values of some positions; values are {@code [BLOCK][length]}. */
  static void mix(
      float[] values,
      int length,
      int from,
      int to,
      float[] weights,
      int q,
      float rescale,
      float[] mixed,
      int mixedAt) {
    for (int i = 0; i < length; i++) {
      mixed[mixedAt + i] *= rescale;
    }
    for (int p = from; p < to; p++) {
      float weight = weights[q * BLOCK + p];
      for (int i = 0; i < length; i++) {
        mixed[mixedAt + i] = Math.fma(values[p * length + i], weight, mixed[mixedAt + i]);
      }
    }
  }

  /** The highest of a query's scores. */
  static float highest(float[] scores, int at) {
    float most = scores[at];
    for (int p = 1; p < BLOCK; p++) {
      most = Math.max(most, scores[at + p]);
    }
    return most;
  }

  /** Adds a query's weights to its sums. */
  static void sum(float[] weights, int at, float rescale, float[] sums, int sumsAt) {
    for (int lane = 0; lane < LANES; lane++) {
      float sum = sums[sumsAt + lane] * rescale;
      for (int p = lane; p < BLOCK; p += LANES) {
        sum += weights[at + p];
      }
      sums[sumsAt + lane] = sum;
    }
  }
}
