package dev.puna.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.simd.linear.Tile;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.PlainMath;
import dev.puna.simd.vector.Trial;
import dev.puna.simd.vector.VectorMath;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attends with several queries that share their keys, some blocks of the cache after the other,
 * with a running softmax (Milakov and Gimelshein, 2018): each step's weights are taken relative to
 * the highest score so far, and what was summed before is scaled down when a higher one comes.
 */
final class AttentionTile {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
  private static final int STEP = AttentionScratch.STEP;

  /** Queries that are multiplied together. */
  private static final int GROUP = Tile.TOKENS;

  private static final int LANES = Lanes.F32.length();
  private static final Trial TRIAL = new Trial();

  private final AttentionSpec spec;
  private final HostKvCache cache;
  private final CacheReader reader;
  private final float[] query;
  private final float[] out;

  private final AttentionScratch work;
  private final int mixedLength; // of a query in the scratch memory

  /** A tile of this layer with the scratch memory of one worker. */
  AttentionTile(Operation.Attention op, Buffers buffers, HostKvCache cache, AttentionScratch work) {
    this.cache = cache;
    this.work = work;
    spec = op.spec();
    reader = new CacheReader(op, cache, work);
    query = buffers.of(op.query());
    out = buffers.of(op.out());
    mixedLength = AttentionScratch.mixedLength(spec);
  }

  /** Computes the output of rows of one sequence for some of the heads that share a key head. */
  void run(Batch batch, int fromRow, int toRow, int kvHead, int fromHead, int toHead) {
    boolean vectors = TRIAL.useVectors();
    long start = TRIAL.start();
    int heads = toHead - fromHead;
    int count = (toRow - fromRow) * heads;
    begin(fromRow, toRow, fromHead, toHead);
    int sequence = batch.sequence(fromRow);
    int first = firstVisible(batch.position(fromRow));
    int end = batch.position(toRow - 1) + 1;
    for (int base = first / STEP * STEP; base < end; base += STEP) {
      int from = Math.max(0, first / BLOCK * BLOCK - base);
      int to = Math.min(STEP, end - base);
      for (int at = from; at < to; at += BLOCK) {
        reader.loadKeys(cache.block(batch.block(sequence, base + at)), kvHead, vectors);
        score(count, at, vectors);
      }
      for (int row = fromRow; row < toRow; row++) {
        int position = batch.position(row);
        int visible = Math.max(from, firstVisible(position) - base);
        int visibleEnd = Math.min(to, position + 1 - base);
        for (int q = (row - fromRow) * heads; q < (row - fromRow + 1) * heads; q++) {
          weigh(q, from, to, visible, visibleEnd, vectors);
        }
      }
      for (int at = from; at < to; at += BLOCK) {
        reader.loadValues(cache.block(batch.block(sequence, base + at)), kvHead, at, vectors);
      }
      mix(count, from, to, vectors);
    }
    finish(fromRow, toRow, fromHead, toHead);
    TRIAL.end(vectors, start, (long) count * (end - first));
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
        int to = queryAt(q);
        for (int i = 0; i < length; i++) {
          work.queries[to + i * GROUP] = query[from + i] * spec.scale();
        }
        q++;
      }
    }
    int rows = Math.ceilDiv(q, GROUP) * GROUP;
    MemorySegment.copy(work.queries, 0, work.vectorQueries, JAVA_FLOAT, 0, rows * length);
    Arrays.fill(work.highest, 0, rows, Float.NEGATIVE_INFINITY);
    Arrays.fill(work.sums, 0, rows * LANES, 0);
    Arrays.fill(work.mixed, 0, rows * mixedLength, 0);
  }

  /** Where a query's first element is; the others follow in steps of {@link #GROUP}. */
  private int queryAt(int q) {
    return q / GROUP * GROUP * spec.keyLength() + q % GROUP;
  }

  /** Scores of a block; {@code at} is its first position in the step. */
  private void score(int count, int at, boolean vectors) {
    int length = spec.keyLength();
    if (vectors) {
      for (int q = 0; q < count; q += GROUP) {
        long x = work.vectorQueries.address() + 4L * q * length;
        int queries = Math.min(GROUP, count - q);
        VectorAttention.score(reader.keys, length, x, queries, work.scores, q * STEP + at);
      }
    } else {
      for (int q = 0; q < count; q++) {
        int scoresAt = q * STEP + at;
        PlainAttention.score(work.keys, length, work.queries, queryAt(q), work.scores, scoresAt);
      }
    }
  }

  /**
   * Turns a query's scores of a step into weights.
   *
   * @param from the first position that has a score
   * @param to the end of those that any query sees; the others of its block have scores too
   * @param visible the first position that this query sees
   * @param visibleEnd the end of them
   */
  private void weigh(int q, int from, int to, int visible, int visibleEnd, boolean vectors) {
    float[] scores = work.scores;
    int row = q * STEP;
    int at = row + from;
    int end = row + Math.ceilDiv(to, BLOCK) * BLOCK;
    if (visible >= visibleEnd) {
      Arrays.fill(scores, at, end, 0);
      work.rescale[q] = 1;
      return;
    }
    if (spec.softcap() != 0) {
      if (vectors) {
        VectorMath.softcap(scores, scores, at, end, spec.softcap());
      } else {
        PlainMath.softcap(scores, scores, at, end, spec.softcap());
      }
    }
    Arrays.fill(scores, at, row + visible, Float.NEGATIVE_INFINITY);
    Arrays.fill(scores, row + visibleEnd, end, Float.NEGATIVE_INFINITY);
    float before = work.highest[q];
    float max =
        Math.max(
            before,
            vectors
                ? VectorAttention.highest(scores, at, end)
                : PlainAttention.highest(scores, at, end));
    float rescale = max == before ? 1 : (float) Math.exp(before - max);
    if (vectors) {
      VectorMath.weights(scores, at, end, max, rescale, work.sums, q * LANES);
    } else {
      PlainMath.weights(scores, at, end, max, rescale, work.sums, q * LANES);
    }
    work.highest[q] = max;
    work.rescale[q] = rescale;
  }

  /** Adds the weighted values of the positions of a step that any query sees. */
  private void mix(int count, int from, int to, boolean vectors) {
    if (vectors) {
      for (int e = 0; e < spec.valueLength(); e += VectorAttention.ELEMENTS) {
        for (int q = 0; q < count; q += GROUP) {
          mix(q, Math.min(GROUP, count - q), e, from, to);
        }
      }
      return;
    }
    for (int q = 0; q < count; q++) {
      PlainAttention.mix(
          work.values,
          spec.valueLength(),
          from,
          to,
          work.scores,
          q * STEP,
          work.rescale[q],
          work.stepMixed,
          work.mixed,
          q * mixedLength);
    }
  }

  private void mix(int q, int queries, int element, int from, int to) {
    float[] sums = work.stepMixed;
    VectorAttention.mix(
        reader.values, spec.valueLength(), element, from, to, work.scores, q * STEP, queries, sums);
    for (int i = 0; i < queries; i++) {
      int mixedAt = (q + i) * mixedLength + element;
      int sumsAt = i * VectorAttention.ELEMENTS;
      VectorAttention.add(sums, sumsAt, work.rescale[q + i], work.mixed, mixedAt);
    }
  }

  private void finish(int fromRow, int toRow, int fromHead, int toHead) {
    int length = spec.valueLength();
    int q = 0;
    for (int row = fromRow; row < toRow; row++) {
      for (int head = fromHead; head < toHead; head++) {
        float sum = Lanes.sum(work.sums, q * LANES);
        int to = row * spec.outputWidth() + head * length;
        for (int i = 0; i < length; i++) {
          out[to + i] = work.mixed[q * mixedLength + i] / sum;
        }
        q++;
      }
    }
  }
}
