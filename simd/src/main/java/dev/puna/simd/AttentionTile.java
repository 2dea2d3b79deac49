package dev.puna.simd;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.simd.vector.HalfFloats;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.VectorMath;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Attends with several queries that share their keys, one block of the cache after the other, with
 * a running softmax (Milakov and Gimelshein, 2018): each block's weights are taken relative to the
 * highest score so far, and what was summed before is scaled down when a higher one comes.
 *
 * <p>The scratch memory of one worker.
 */
final class AttentionTile {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private final AttentionSpec spec;
  private final HostKvCache cache;
  private final long keyOffset;
  private final long valueOffset;
  private final float[] query;
  private final float[] out;

  /** One head's keys and values of a block as F32; null where the cache has them so. */
  private final MemorySegment decoded;

  private final boolean halves;

  // For each query of the tile, whose number is rounded up to a multiple of four.
  private final float[] queries; // [queries][keyLength], scaled
  private final float[] scores; // [queries][BLOCK]: scores of a block, then their weights
  private final float[] highest; // [queries]
  private final float[] rescale; // [queries]: factor on what was summed before
  private final float[] sums; // [queries][LANES]: sums of the weights
  private final float[] mixed; // [queries][mixedLength]: sums of weighted values
  private final int mixedLength; // valueLength, rounded up to a multiple of two vectors

  AttentionTile(Operation.Attention op, Buffers buffers, HostKvCache cache, int maxQueries) {
    this.cache = cache;
    spec = op.spec();
    keyOffset = cache.keyOffset(op.layer());
    valueOffset = cache.valueOffset(op.layer());
    query = buffers.of(op.query());
    out = buffers.of(op.out());
    halves = cache.layout().type() == CacheType.F16;
    long floats = halves ? (long) BLOCK * (spec.keyLength() + spec.valueLength()) : 0;
    decoded = Arena.ofAuto().allocate(4 * floats + HostKvCache.PADDING, 64);
    int rows = Math.ceilDiv(maxQueries, 4) * 4;
    mixedLength = Math.ceilDiv(spec.valueLength(), 2 * LANES) * 2 * LANES;
    queries = new float[rows * spec.keyLength()];
    scores = new float[rows * BLOCK];
    highest = new float[rows];
    rescale = new float[rows];
    sums = new float[rows * LANES];
    mixed = new float[rows * mixedLength];
  }

  /** Computes the output of rows of one sequence for some of the heads that share a key head. */
  void run(Batch batch, int fromRow, int toRow, int kvHead, int fromHead, int toHead) {
    int heads = toHead - fromHead;
    int count = (toRow - fromRow) * heads;
    begin(fromRow, toRow, fromHead, toHead);
    int sequence = batch.sequence(fromRow);
    int first = firstVisible(batch.position(fromRow));
    int last = batch.position(toRow - 1);
    for (int base = first / BLOCK * BLOCK; base <= last; base += BLOCK) {
      MemorySegment block = cache.block(batch.block(sequence, base));
      long keys = keyOffset;
      long values = valueOffset;
      if (halves) {
        decode(block, kvHead);
        block = decoded;
        keys = 0;
        values = 4L * BLOCK * spec.keyLength();
      } else {
        keys += 4L * BLOCK * spec.keyLength() * kvHead;
        values += 4L * BLOCK * spec.valueLength() * kvHead;
      }
      for (int q = 0; q < count; q += 4) {
        score(block, keys, q);
      }
      for (int q = 0; q < count; q++) {
        int position = batch.position(fromRow + q / heads);
        int from = Math.max(0, firstVisible(position) - base);
        int to = Math.min(BLOCK, position + 1 - base);
        weigh(q, from, to);
      }
      int from = Math.max(0, first - base);
      int to = Math.min(BLOCK, last + 1 - base);
      for (int q = 0; q < count; q += 4) {
        mix(block, values, q, from, to);
      }
    }
    finish(fromRow, toRow, fromHead, toHead);
  }

  private int firstVisible(int position) {
    return spec.window() == 0 ? 0 : Math.max(0, position - spec.window() + 1);
  }

  private void begin(int fromRow, int toRow, int fromHead, int toHead) {
    int length = spec.keyLength();
    int q = 0;
    for (int row = fromRow; row < toRow; row++) {
      for (int head = fromHead; head < toHead; head++) {
        int from = row * spec.queryWidth() + head * length;
        for (int i = 0; i < length; i++) {
          queries[q * length + i] = query[from + i] * spec.scale();
        }
        q++;
      }
    }
    int rows = Math.ceilDiv(q, 4) * 4;
    Arrays.fill(queries, q * length, rows * length, 0);
    Arrays.fill(scores, q * BLOCK, rows * BLOCK, 0);
    Arrays.fill(highest, 0, rows, Float.NEGATIVE_INFINITY);
    Arrays.fill(rescale, 0, rows, 0);
    Arrays.fill(sums, 0, rows * LANES, 0);
    Arrays.fill(mixed, 0, rows * mixedLength, 0);
  }

  private void decode(MemorySegment block, int kvHead) {
    int keys = BLOCK * spec.keyLength();
    int values = BLOCK * spec.valueLength();
    HalfFloats.decode(block, keyOffset + 2L * keys * kvHead, decoded, 0, keys);
    HalfFloats.decode(block, valueOffset + 2L * values * kvHead, decoded, 4L * keys, values);
  }

  /** Scores of all positions of the block for four queries; lanes are positions. */
  private void score(MemorySegment block, long keys, int q) {
    float[] x = queries;
    int length = spec.keyLength();
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
        FloatVector k0 = FloatVector.fromMemorySegment(F32, block, at, Lanes.ORDER);
        FloatVector k1 = FloatVector.fromMemorySegment(F32, block, at + 4L * LANES, Lanes.ORDER);
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

  /** Turns a query's scores of a block into weights; only those of {@code from} to {@code to}. */
  private void weigh(int q, int from, int to) {
    int at = q * BLOCK;
    if (from >= to) {
      Arrays.fill(scores, at, at + BLOCK, 0);
      rescale[q] = 1;
      return;
    }
    if (spec.softcap() != 0) {
      VectorMath.softcap(scores, scores, at, at + BLOCK, spec.softcap());
    }
    Arrays.fill(scores, at, at + from, Float.NEGATIVE_INFINITY);
    Arrays.fill(scores, at + to, at + BLOCK, Float.NEGATIVE_INFINITY);
    FloatVector most = FloatVector.fromArray(F32, scores, at);
    for (int p = LANES; p < BLOCK; p += LANES) {
      most = most.max(FloatVector.fromArray(F32, scores, at + p));
    }
    float max = Math.max(highest[q], most.reduceLanes(VectorOperators.MAX));
    float scale = max == highest[q] ? 1 : (float) Math.exp(highest[q] - max);
    VectorMath.expMinus(scores, at, at + BLOCK, max);
    FloatVector sum = FloatVector.fromArray(F32, sums, q * LANES).mul(scale);
    for (int p = 0; p < BLOCK; p += LANES) {
      sum = sum.add(FloatVector.fromArray(F32, scores, at + p));
    }
    sum.intoArray(sums, q * LANES);
    highest[q] = max;
    rescale[q] = scale;
  }

  /** Adds the weighted values of some positions for four queries; lanes are elements. */
  private void mix(MemorySegment block, long values, int q, int from, int to) {
    float[] weights = scores;
    long rowBytes = 4L * spec.valueLength();
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
        FloatVector v0 = FloatVector.fromMemorySegment(F32, block, at, Lanes.ORDER);
        FloatVector v1 = FloatVector.fromMemorySegment(F32, block, at + 4L * LANES, Lanes.ORDER);
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

  private void finish(int fromRow, int toRow, int fromHead, int toHead) {
    int length = spec.valueLength();
    int q = 0;
    for (int row = fromRow; row < toRow; row++) {
      for (int head = fromHead; head < toHead; head++) {
        float sum = Lanes.sum(FloatVector.fromArray(F32, sums, q * LANES));
        int to = row * spec.outputWidth() + head * length;
        for (int i = 0; i < length; i++) {
          out[to + i] = mixed[q * mixedLength + i] / sum;
        }
        q++;
      }
    }
  }
}
