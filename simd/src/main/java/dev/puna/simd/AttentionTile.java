package dev.puna.simd;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.PlainMath;
import dev.puna.simd.vector.Trial;
import dev.puna.simd.vector.VectorMath;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import java.util.Arrays;

/**
 * Attends with several queries that share their keys, one block of the cache after the other, with
 * a running softmax (Milakov and Gimelshein, 2018): each block's weights are taken relative to the
 * highest score so far, and what was summed before is scaled down when a higher one comes.
 */
final class AttentionTile {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;
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
    int last = batch.position(toRow - 1);
    for (int base = first / BLOCK * BLOCK; base <= last; base += BLOCK) {
      reader.load(cache.block(batch.block(sequence, base)), kvHead, vectors);
      score(count, vectors);
      for (int q = 0; q < count; q++) {
        int position = batch.position(fromRow + q / heads);
        int from = Math.max(0, firstVisible(position) - base);
        int to = Math.min(BLOCK, position + 1 - base);
        weigh(q, from, to, vectors);
      }
      mix(count, Math.max(0, first - base), Math.min(BLOCK, last + 1 - base), vectors);
    }
    finish(fromRow, toRow, fromHead, toHead);
    TRIAL.end(vectors, start, (long) count * (last + 1 - first));
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
          work.queries[q * length + i] = query[from + i] * spec.scale();
        }
        q++;
      }
    }
    int rows = Math.ceilDiv(q, 4) * 4;
    Arrays.fill(work.queries, q * length, rows * length, 0);
    Arrays.fill(work.scores, q * BLOCK, rows * BLOCK, 0);
    Arrays.fill(work.highest, 0, rows, Float.NEGATIVE_INFINITY);
    Arrays.fill(work.rescale, 0, rows, 0);
    Arrays.fill(work.sums, 0, rows * LANES, 0);
    Arrays.fill(work.mixed, 0, rows * mixedLength, 0);
  }

  private void score(int count, boolean vectors) {
    int length = spec.keyLength();
    if (vectors) {
      for (int q = 0; q < count; q += 4) {
        VectorAttention.score(reader.keys, length, work.queries, q, work.scores);
      }
    } else {
      for (int q = 0; q < count; q++) {
        PlainAttention.score(work.keys, length, work.queries, q, work.scores);
      }
    }
  }

  /** Turns a query's scores of a block into weights; only those of {@code from} to {@code to}. */
  private void weigh(int q, int from, int to, boolean vectors) {
    int at = q * BLOCK;
    if (from >= to) {
      Arrays.fill(work.scores, at, at + BLOCK, 0);
      work.rescale[q] = 1;
      return;
    }
    if (spec.softcap() != 0) {
      if (vectors) {
        VectorMath.softcap(work.scores, work.scores, at, at + BLOCK, spec.softcap());
      } else {
        PlainMath.softcap(work.scores, work.scores, at, at + BLOCK, spec.softcap());
      }
    }
    Arrays.fill(work.scores, at, at + from, Float.NEGATIVE_INFINITY);
    Arrays.fill(work.scores, at + to, at + BLOCK, Float.NEGATIVE_INFINITY);
    float most =
        vectors
            ? VectorAttention.highest(work.scores, at)
            : PlainAttention.highest(work.scores, at);
    float max = Math.max(work.highest[q], most);
    float scale = max == work.highest[q] ? 1 : (float) Math.exp(work.highest[q] - max);
    if (vectors) {
      VectorMath.expMinus(work.scores, at, at + BLOCK, max);
      VectorAttention.sum(work.scores, at, scale, work.sums, q * LANES);
    } else {
      PlainMath.expMinus(work.scores, at, at + BLOCK, max);
      PlainAttention.sum(work.scores, at, scale, work.sums, q * LANES);
    }
    work.highest[q] = max;
    work.rescale[q] = scale;
  }

  /** Adds the weighted values of the positions that any query sees. */
  private void mix(int count, int from, int to, boolean vectors) {
    int length = spec.valueLength();
    if (vectors) {
      for (int q = 0; q < count; q += 4) {
        VectorAttention.mix(
            reader.values, length, from, to, work.scores, q, work.rescale, work.mixed, mixedLength);
      }
    } else {
      for (int q = 0; q < count; q++) {
        int mixedAt = q * mixedLength;
        PlainAttention.mix(
            work.values, length, from, to, work.scores, q, work.rescale[q], work.mixed, mixedAt);
      }
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
