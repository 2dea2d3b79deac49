package dev.puna.reference;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.host.Kernel;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Attention (Vaswani et al., 2017): scores of all visible positions, softmax, weighted values. */
final class ReferenceAttention implements Kernel {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;

  private final AttentionSpec spec;
  private final HostKvCache cache;
  private final long keyOffset;
  private final long valueOffset;
  private final float[] query;
  private final float[] key;
  private final float[] value;
  private final float[] out;

  /** Scores of one query head; grows with the longest sequence seen. */
  private float[] scores = new float[256];

  ReferenceAttention(Operation.Attention op, Buffers buffers, HostKvCache cache) {
    spec = op.spec();
    this.cache = cache;
    keyOffset = cache.keyOffset(op.layer());
    valueOffset = cache.valueOffset(op.layer());
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
    MemorySegment block = cache.block(batch.block(batch.sequence(row), position));
    for (int h = 0; h < spec.kvHeads(); h++) {
      for (int i = 0; i < spec.keyLength(); i++) {
        int from = h * spec.keyLength() + i;
        set(block, keyOffset, keyIndex(from, position), key[row * spec.keyWidth() + from]);
      }
      int at = h * BLOCK + position % BLOCK;
      for (int i = 0; i < spec.valueLength(); i++) {
        float element = value[row * spec.valueWidth() + h * spec.valueLength() + i];
        set(block, valueOffset, (long) at * spec.valueLength() + i, element);
      }
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
      double dot = 0;
      for (int i = 0; i < spec.keyLength(); i++) {
        dot +=
            (double) query[from + i]
                * get(block, keyOffset, keyIndex(kvHead * spec.keyLength() + i, p));
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
    int to = row * spec.outputWidth() + head * spec.valueLength();
    for (int i = 0; i < spec.valueLength(); i++) {
      double mixed = 0;
      for (int p = first; p <= position; p++) {
        MemorySegment block = cache.block(batch.block(sequence, p));
        long at = (long) (kvHead * BLOCK + p % BLOCK) * spec.valueLength();
        mixed += scores[p] * (double) get(block, valueOffset, at + i);
      }
      out[to + i] = (float) (mixed / sum);
    }
  }

  /** Where element i of all key heads together is, for a position. */
  private static long keyIndex(int i, int position) {
    return (long) i * BLOCK + position % BLOCK;
  }

  private float get(MemorySegment block, long offset, long index) {
    return cache.layout().type() == CacheType.F32
        ? block.get(ValueLayout.JAVA_FLOAT, offset + index * Float.BYTES)
        : Float.float16ToFloat(block.get(ValueLayout.JAVA_SHORT, offset + index * Short.BYTES));
  }

  private void set(MemorySegment block, long offset, long index, float element) {
    if (cache.layout().type() == CacheType.F32) {
      block.set(ValueLayout.JAVA_FLOAT, offset + index * Float.BYTES, element);
    } else {
      block.set(
          ValueLayout.JAVA_SHORT, offset + index * Short.BYTES, Float.floatToFloat16(element));
    }
  }
}
