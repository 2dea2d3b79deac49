package dev.puna.host;

import dev.puna.graph.AttentionSpec;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.KvCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A paged cache in native memory. A block is one segment, reserved when it is first written:
 *
 * <pre>
 * layer 0 keys [kvHeads][keyLength][BLOCK_TOKENS], values [kvHeads][BLOCK_TOKENS][valueLength],
 * layer 1 keys ...</pre>
 *
 * so that what one head reads lies together, and vectors run along what is not summed: the
 * positions where scores are computed, the elements where values are mixed.
 *
 * <p>In a Q8_0 cache a value is its blocks of the format, one after the other. So is a key, but as
 * vectors run along the positions the same block of all of them is stored together: first the
 * {@code [BLOCK_TOKENS]} scales, then the quants {@code [32][BLOCK_TOKENS]}.
 */
public final class HostKvCache implements KvCache {
  /** Bytes after a block's last element that can be read, so that its last vectors may be whole. */
  public static final int PADDING = 128;

  private final CacheLayout layout;
  private final Arena arena = Arena.ofShared();
  private final @Nullable MemorySegment[] blocks;
  private final long[] keyOffsets;
  private final long[] valueOffsets;

  /** An empty cache. */
  public HostKvCache(CacheLayout layout) {
    this.layout = layout;
    blocks = new MemorySegment[layout.blocks()];
    keyOffsets = new long[layout.layers().size()];
    valueOffsets = new long[layout.layers().size()];
    long offset = 0;
    for (int i = 0; i < keyOffsets.length; i++) {
      AttentionSpec layer = layout.layers().get(i);
      keyOffsets[i] = offset;
      offset += layer.kvHeads() * headBytes(layer.keyLength());
      valueOffsets[i] = offset;
      offset += layer.kvHeads() * headBytes(layer.valueLength());
    }
  }

  /** Bytes in a block of one head's keys or values. */
  public long headBytes(int length) {
    return layout.type().headBytes(length) * CacheLayout.BLOCK_TOKENS;
  }

  @Override
  public CacheLayout layout() {
    return layout;
  }

  /** The memory of a block; reserved now if it was not before. Called by one thread at a time. */
  public MemorySegment reserve(int id) {
    MemorySegment block = blocks[id];
    if (block == null) {
      block = arena.allocate(layout.blockBytes() + PADDING, 64);
      blocks[id] = block;
    }
    return block;
  }

  /**
   * The memory of a block that was reserved before.
   *
   * @throws IllegalStateException if the cache is closed: who reads by address finds out here
   */
  public MemorySegment block(int id) {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("the cache is closed");
    }
    MemorySegment block = blocks[id];
    if (block == null) {
      throw new IllegalStateException("cache block " + id + " was never written");
    }
    return block;
  }

  /** Byte offset in a block of a layer's keys. */
  public long keyOffset(int layer) {
    return keyOffsets[layer];
  }

  /** Byte offset in a block of a layer's values. */
  public long valueOffset(int layer) {
    return valueOffsets[layer];
  }

  @Override
  public String format() {
    return "host-1";
  }

  @Override
  public void copy(int from, int to) {
    reserve(to).copyFrom(block(from));
  }

  @Override
  public void read(int id, int tokens, MemorySegment target) {
    MemorySegment.copy(block(id), 0, target, 0, layout.blockBytes());
    for (int i = 0; i < keyOffsets.length; i++) {
      AttentionSpec layer = layout.layers().get(i);
      long keyBytes = headBytes(layer.keyLength());
      long valueBytes = headBytes(layer.valueLength());
      for (int head = 0; head < layer.kvHeads(); head++) {
        clearKeys(target.asSlice(keyOffsets[i] + head * keyBytes, keyBytes), tokens);
        MemorySegment values = target.asSlice(valueOffsets[i] + head * valueBytes, valueBytes);
        values.asSlice(tokens * layout.type().headBytes(layer.valueLength())).fill((byte) 0);
      }
    }
  }

  /** Zeroes the keys of the positions after the first. */
  private void clearKeys(MemorySegment head, int tokens) {
    boolean quants = layout.type() == CacheType.Q8_0;
    long elementBytes = quants ? 1 : layout.type().tensorType().blockBytes();
    for (long row = 0; row < head.byteSize(); ) {
      // All positions of an element; those of the scales come before those of their quants.
      long bytes = quants && row % CacheHeads.UNIT_BYTES == 0 ? Short.BYTES : elementBytes;
      long end = row + bytes * CacheLayout.BLOCK_TOKENS;
      head.asSlice(row + bytes * tokens, end - row - bytes * tokens).fill((byte) 0);
      row = end;
    }
  }

  @Override
  public void write(int id, MemorySegment source) {
    MemorySegment.copy(source, 0, reserve(id), 0, layout.blockBytes());
  }

  @Override
  public void close() {
    arena.close();
  }
}
