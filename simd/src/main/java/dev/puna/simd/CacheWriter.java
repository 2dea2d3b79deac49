package dev.puna.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.CacheHeads;
import dev.puna.host.HostKvCache;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.MemorySegment;

/**
 * Stores new keys and values of one layer in the cache, in the layout of {@link HostKvCache}, for
 * one worker.
 */
final class CacheWriter {
  private static final int BLOCK = CacheLayout.BLOCK_TOKENS;

  private final AttentionSpec spec;
  private final HostKvCache cache;
  private final CacheHeads heads;
  private final boolean isExact;
  private final long keyOffset;
  private final long valueOffset;
  private final float[] key;
  private final float[] value;

  CacheWriter(Operation.Attention op, Buffers buffers, HostKvCache cache) {
    this.cache = cache;
    spec = op.spec();
    heads = new CacheHeads(cache, op.layer());
    isExact = cache.layout().type() == CacheType.F32;
    keyOffset = cache.keyOffset(op.layer());
    valueOffset = cache.valueOffset(op.layer());
    key = buffers.of(op.key());
    value = buffers.of(op.value());
  }

  /** Stores some rows of a batch. */
  void store(Batch batch, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      int position = batch.position(row);
      MemorySegment block = cache.block(batch.block(batch.sequence(row), position));
      int slot = position % BLOCK;
      if (isExact) {
        storeFloats(block, row, slot);
      } else {
        storeHeads(block, row, slot);
      }
    }
  }

  private void storeFloats(MemorySegment block, int row, int slot) {
    int from = row * spec.keyWidth();
    for (int i = 0; i < spec.keyWidth(); i++) {
      block.set(JAVA_FLOAT, keyOffset + 4L * (i * BLOCK + slot), key[from + i]);
    }
    int length = spec.valueLength();
    for (int head = 0; head < spec.kvHeads(); head++) {
      long to = valueOffset + 4L * (head * BLOCK + slot) * length;
      int at = row * spec.valueWidth() + head * length;
      MemorySegment.copy(value, at, block, JAVA_FLOAT, to, length);
    }
  }

  private void storeHeads(MemorySegment block, int row, int slot) {
    for (int head = 0; head < spec.kvHeads(); head++) {
      int keyAt = row * spec.keyWidth() + head * spec.keyLength();
      heads.storeKey(block, head, slot, key, keyAt);
      int valueAt = row * spec.valueWidth() + head * spec.valueLength();
      heads.storeValue(block, head, slot, value, valueAt);
    }
  }
}
