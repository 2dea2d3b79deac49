package dev.puna.simd;

import dev.puna.simd.linear.Tile;
import dev.puna.spi.CacheLayout;
import java.util.Arrays;

/** The plain form of {@link VectorAttention}: each sum in the same order, for one query. */
final class PlainAttention {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;

  private PlainAttention() {}

  /**
   * Scores of a block's positions.
   *
   * @param keys {@code [length][BLOCK]}
   * @param x the query, {@code [length][Tile.TOKENS]} from {@code xAt} on
   * @param scores from {@code at} on
   */
  static void score(float[] keys, int length, float[] x, int xAt, float[] scores, int at) {
    Arrays.fill(scores, at, at + BLOCK, 0);
    for (int i = 0; i < length; i++) {
      float y = x[xAt + i * Tile.TOKENS];
      int from = i * BLOCK;
      for (int p = 0; p < BLOCK; p++) {
        scores[at + p] = Math.fma(keys[from + p], y, scores[at + p]);
      }
    }
  }

  /** The highest of a query's scores. */
  static float highest(float[] scores, int from, int to) {
    float most = scores[from];
    for (int p = from + 1; p < to; p++) {
      most = Math.max(most, scores[p]);
    }
    return most;
  }

  /**
   * Weighted sums of the values of some positions, added to those of earlier steps.
   *
   * @param values {@code [STEP][length]}
   * @param weights from {@code at} on
   * @param rescale a factor on what was mixed before
   * @param sums scratch memory for {@code length} sums
   * @param mixed from {@code mixedAt} on
   */
  static void mix(
      float[] values,
      int length,
      int from,
      int to,
      float[] weights,
      int at,
      float rescale,
      float[] sums,
      float[] mixed,
      int mixedAt) {
    Arrays.fill(sums, 0, length, 0);
    for (int p = from; p < to; p++) {
      float weight = weights[at + p];
      for (int i = 0; i < length; i++) {
        sums[i] = Math.fma(values[p * length + i], weight, sums[i]);
      }
    }
    for (int i = 0; i < length; i++) {
      mixed[mixedAt + i] = Math.fma(mixed[mixedAt + i], rescale, sums[i]);
    }
  }
}
