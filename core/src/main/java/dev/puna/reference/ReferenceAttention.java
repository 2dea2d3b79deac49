package dev.puna.reference;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.CacheHeads;
import dev.puna.host.HostKvCache;
import dev.puna.host.Kernel;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Attention (Vaswani et al., 2017): scores of all visible positions, softmax, weighted values. */
final class ReferenceAttention implements Kernel {
  private final AttentionSpec spec;
  private final HostKvCache cache;
  private final CacheHeads stored;
  private final float[] query;
  private final float[] key;
  private final float[] value;
  private final float[] out;

  // One head.
  private final float[] headKey;
  private final float[] headValue;
  private final double[] mixed;

  /** Scores of one query head; grows with the longest sequence seen. */
  private float[] scores = new float[256];

  ReferenceAttention(Operation.Attention op, Buffers buffers, HostKvCache cache) {
    spec = op.spec();
    this.cache = cache;
    stored = new CacheHeads(cache, op.layer());
    headKey = new float[spec.keyLength()];
    headValue = new float[spec.valueLength()];
    mixed = new double[spec.valueLength()];
    query = buffers.of(op.query());
    key = buffers.of(op.key());
    value = buffers.of(op.value());
    out = buffers.of(op.out());
  }

  @Override
  public void run(Batch batch) {
    for (int row = 0; row < batch.tokenCount(); row++) {
      store(batch, row);
    }
    for (int row = 0; row < batch.tokenCount(); row++) {
      int length = batch.position(row) + 1;
      if (scores.length < length) {
        scores = new float[Math.max(length, 2 * scores.length)];
      }
      for (int head = 0; head < spec.heads(); head++) {
        attend(batch, row, head);
      }
    }
  }

  private void store(Batch batch, int row) {
    int position = batch.position(row);
    int slot = position % CacheLayout.BLOCK_TOKENS;
    MemorySegment block = cache.block(batch.block(batch.sequence(row), position));
    for (int h = 0; h < spec.kvHeads(); h++) {
      stored.storeKey(block, h, slot, key, row * spec.keyWidth() + h * spec.keyLength());
      stored.storeValue(block, h, slot, value, row * spec.valueWidth() + h * spec.valueLength());
    }
  }

  private void attend(Batch batch, int row, int head) {
    int sequence = batch.sequence(row);
    int position = batch.position(row);
    int first = spec.window() == 0 ? 0 : Math.max(0, position - spec.window() + 1);
    int kvHead = head / (spec.heads() / spec.kvHeads());
    int from = row * spec.queryWidth() + head * spec.keyLength();

    float max = Float.NEGATIVE_INFINITY;
    for (int p = first; p <= position; p++) {
      MemorySegment block = cache.block(batch.block(sequence, p));
      stored.loadKey(block, kvHead, p % CacheLayout.BLOCK_TOKENS, headKey);
      double dot = 0;
      for (int i = 0; i < spec.keyLength(); i++) {
        dot += (double) query[from + i] * headKey[i];
      }
      double score = dot * spec.scale();
      if (spec.softcap() != 0) {
        score = spec.softcap() * Math.tanh(score / spec.softcap());
      }
      scores[p] = (float) score;
      max = Math.max(max, scores[p]);
    }
    double sum = 0;
    for (int p = first; p <= position; p++) {
      scores[p] = (float) Math.exp(scores[p] - max);
      sum += scores[p];
    }
    Arrays.fill(mixed, 0);
    for (int p = first; p <= position; p++) {
      MemorySegment block = cache.block(batch.block(sequence, p));
      stored.loadValue(block, kvHead, p % CacheLayout.BLOCK_TOKENS, headValue);
      for (int i = 0; i < spec.valueLength(); i++) {
        mixed[i] += scores[p] * (double) headValue[i];
      }
    }
    int to = row * spec.outputWidth() + head * spec.valueLength();
    for (int i = 0; i < spec.valueLength(); i++) {
      out[to + i] = (float) (mixed[i] / sum);
    }
  }
}
