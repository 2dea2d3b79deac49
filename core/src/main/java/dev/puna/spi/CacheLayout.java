package dev.puna.spi;

import dev.puna.graph.AttentionSpec;
import java.util.List;

/**
 * The shape of a paged KV cache: blocks of {@link #BLOCK_TOKENS} positions, each with the keys and
 * values of all layers. A sequence is a table of block ids; blocks are shared by sequences that
 * have the same beginning.
 *
 * @param layers the attention layers, by layer index
 * @param type how an element is stored
 * @param blocks number of blocks; ids are 0 to {@code blocks - 1}
 */
public record CacheLayout(List<AttentionSpec> layers, CacheType type, int blocks) {
  /** Positions in a block. */
  public static final int BLOCK_TOKENS = 32;

  /** Copies the list. */
  public CacheLayout {
    layers = List.copyOf(layers);
    if (blocks < 1) {
      throw new IllegalArgumentException("a cache needs at least one block, not " + blocks);
    }
  }

  /** Blocks that hold {@code tokens} positions. */
  public static int blocksFor(long tokens) {
    return Math.toIntExact((tokens + BLOCK_TOKENS - 1) / BLOCK_TOKENS);
  }

  /** Bytes of a block: keys and values of all layers. */
  public long blockBytes() {
    return tokenBytes() * BLOCK_TOKENS;
  }

  /** Bytes of one position: keys and values of all layers. */
  public long tokenBytes() {
    long bytes = 0;
    for (AttentionSpec layer : layers) {
      long head = type.headBytes(layer.keyLength()) + type.headBytes(layer.valueLength());
      bytes += layer.kvHeads() * head;
    }
    return bytes;
  }

  /** Bytes of all blocks. */
  public long bytes() {
    return Math.multiplyExact(blockBytes(), (long) blocks);
  }
}
