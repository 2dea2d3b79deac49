package dev.puna.simd;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.linear.Tile;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scores and mixtures on vectors, for up to eight queries at a time: sixteen sums, as in {@link
 * Tile}. (Intel Xeon, prompt of 512 after 4,096, one thread: four queries and eight sums 31 GMAC/s,
 * eight queries 35.)
 */
final class VectorAttention {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int STEP = AttentionScratch.STEP;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Elements of the values that are mixed at a time. */
  static final int ELEMENTS = 2 * LANES;

  private VectorAttention() {}

  /**
   * Scores of a block's positions; lanes are positions.
   *
   * @param keys F32 {@code [length][BLOCK]}; their address
   * @param x queries {@code [length][Tile.TOKENS]}; their address
   * @param scores {@code [query][STEP]} from {@code at} on
   */
  static void score(long keys, int length, long x, int queries, float[] scores, int at) {
    for (int p = 0; p < BLOCK; p += Tile.ROWS) {
      Tile.multiply(keys + 4L * p, 4L * BLOCK, x, length, queries, scores, at + p, STEP);
    }
  }

  /** The highest of a query's scores. */
  static float highest(float[] scores, int from, int to) {
    FloatVector most = FloatVector.fromArray(F32, scores, from);
    for (int p = from + LANES; p < to; p += LANES) {
      FloatVector next = FloatVector.fromArray(F32, scores, p);
      most = most.blend(next, next.compare(VectorOperators.GT, most));
    }
    return most.reduceLanes(VectorOperators.MAX);
  }

  /**
   * Weighted sums of the values of positions {@code from} to {@code to} of a step, of {@link
   * #ELEMENTS} elements from {@code element} on; lanes are elements.
   *
   * @param blocks the addresses of values, F32 {@code [BLOCK][length]}, of the step's blocks
   * @param weights {@code [query][STEP]} from {@code at} on
   * @param sums {@code [query][ELEMENTS]}
   */
  static void mix(
      long[] blocks,
      int length,
      int element,
      int from,
      int to,
      float[] weights,
      int at,
      int queries,
      float[] sums) {
    long rowBytes = 4L * length;
    long offset = 4L * element;
    int half = Tile.TOKENS / 2;
    if (queries > half && !Tile.FEW_REGISTERS) {
      mixAll(blocks, rowBytes, offset, from, to, weights, at, sums);
      return;
    }
    mixHalf(blocks, rowBytes, offset, from, to, weights, at, sums, 0);
    if (queries > half) {
      mixHalf(blocks, rowBytes, offset, from, to, weights, at + half * STEP, sums, half * ELEMENTS);
    }
  }

  private static void mixAll(
      long[] blocks,
      long rowBytes,
      long offset,
      int from,
      int to,
      float[] weights,
      int at,
      float[] sums) {
    FloatVector zero = FloatVector.zero(F32);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s40 = zero;
    FloatVector s41 = zero;
    FloatVector s50 = zero;
    FloatVector s51 = zero;
    FloatVector s60 = zero;
    FloatVector s61 = zero;
    FloatVector s70 = zero;
    FloatVector s71 = zero;
    int p = from;
    while (p < to) {
      long value = blocks[p / BLOCK] + p % BLOCK * rowBytes + offset;
      int end = Math.min(to, (p / BLOCK + 1) * BLOCK);
      for (; p < end; p++) {
        FloatVector a = FloatVector.fromMemorySegment(F32, ALL, value & RANGE, Lanes.ORDER);
        FloatVector b =
            FloatVector.fromMemorySegment(F32, ALL, (value & RANGE) + Lanes.BYTES, Lanes.ORDER);
        value += rowBytes;
        FloatVector y = FloatVector.broadcast(F32, weights[at + p]);
        s00 = a.fma(y, s00);
        s01 = b.fma(y, s01);
        y = FloatVector.broadcast(F32, weights[at + p + STEP]);
        s10 = a.fma(y, s10);
        s11 = b.fma(y, s11);
        y = FloatVector.broadcast(F32, weights[at + p + 2 * STEP]);
        s20 = a.fma(y, s20);
        s21 = b.fma(y, s21);
        y = FloatVector.broadcast(F32, weights[at + p + 3 * STEP]);
        s30 = a.fma(y, s30);
        s31 = b.fma(y, s31);
        y = FloatVector.broadcast(F32, weights[at + p + 4 * STEP]);
        s40 = a.fma(y, s40);
        s41 = b.fma(y, s41);
        y = FloatVector.broadcast(F32, weights[at + p + 5 * STEP]);
        s50 = a.fma(y, s50);
        s51 = b.fma(y, s51);
        y = FloatVector.broadcast(F32, weights[at + p + 6 * STEP]);
        s60 = a.fma(y, s60);
        s61 = b.fma(y, s61);
        y = FloatVector.broadcast(F32, weights[at + p + 7 * STEP]);
        s70 = a.fma(y, s70);
        s71 = b.fma(y, s71);
      }
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s10.intoArray(sums, 2 * LANES);
    s11.intoArray(sums, 3 * LANES);
    s20.intoArray(sums, 4 * LANES);
    s21.intoArray(sums, 5 * LANES);
    s30.intoArray(sums, 6 * LANES);
    s31.intoArray(sums, 7 * LANES);
    s40.intoArray(sums, 8 * LANES);
    s41.intoArray(sums, 9 * LANES);
    s50.intoArray(sums, 10 * LANES);
    s51.intoArray(sums, 11 * LANES);
    s60.intoArray(sums, 12 * LANES);
    s61.intoArray(sums, 13 * LANES);
    s70.intoArray(sums, 14 * LANES);
    s71.intoArray(sums, 15 * LANES);
  }

  private static void mixHalf(
      long[] blocks,
      long rowBytes,
      long offset,
      int from,
      int to,
      float[] weights,
      int at,
      float[] sums,
      int sumsAt) {
    FloatVector zero = FloatVector.zero(F32);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    int p = from;
    while (p < to) {
      long value = blocks[p / BLOCK] + p % BLOCK * rowBytes + offset;
      int end = Math.min(to, (p / BLOCK + 1) * BLOCK);
      for (; p < end; p++) {
        FloatVector a = FloatVector.fromMemorySegment(F32, ALL, value & RANGE, Lanes.ORDER);
        FloatVector b =
            FloatVector.fromMemorySegment(F32, ALL, (value & RANGE) + Lanes.BYTES, Lanes.ORDER);
        value += rowBytes;
        FloatVector y = FloatVector.broadcast(F32, weights[at + p]);
        s00 = a.fma(y, s00);
        s01 = b.fma(y, s01);
        y = FloatVector.broadcast(F32, weights[at + p + STEP]);
        s10 = a.fma(y, s10);
        s11 = b.fma(y, s11);
        y = FloatVector.broadcast(F32, weights[at + p + 2 * STEP]);
        s20 = a.fma(y, s20);
        s21 = b.fma(y, s21);
        y = FloatVector.broadcast(F32, weights[at + p + 3 * STEP]);
        s30 = a.fma(y, s30);
        s31 = b.fma(y, s31);
      }
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + 2 * LANES);
    s11.intoArray(sums, sumsAt + 3 * LANES);
    s20.intoArray(sums, sumsAt + 4 * LANES);
    s21.intoArray(sums, sumsAt + 5 * LANES);
    s30.intoArray(sums, sumsAt + 6 * LANES);
    s31.intoArray(sums, sumsAt + 7 * LANES);
  }

  /** {@code mixed = mixed * rescale + sums}, of {@link #ELEMENTS} elements. */
  static void add(float[] sums, int sumsAt, float rescale, float[] mixed, int mixedAt) {
    for (int e = 0; e < ELEMENTS; e += LANES) {
      FloatVector before = FloatVector.fromArray(F32, mixed, mixedAt + e);
      FloatVector sum = FloatVector.fromArray(F32, sums, sumsAt + e);
      before.fma(FloatVector.broadcast(F32, rescale), sum).intoArray(mixed, mixedAt + e);
    }
  }
}
