package dev.puna.cache;

import dev.puna.spi.CacheLayout;
import java.util.Arrays;

/**
 * The tokens of one sequence whose keys and values are in the cache, and the blocks that hold them.
 * Not thread-safe: it belongs to whoever runs the plan.
 */
public final class Sequence {
  private final BlockPool pool;
  private int[] tokens = new int[CacheLayout.BLOCK_TOKENS];
  private int[] blocks = new int[4];
  private int length;
  private int blockCount;

  /** An empty sequence. */
  public Sequence(BlockPool pool) {
    this.pool = pool;
  }

  /** Tokens in the cache. */
  public int length() {
    return length;
  }

  /** Ids of its blocks; only the first {@link #blockCount()} count. */
  public int[] blocks() {
    return blocks;
  }

  /** Number of its blocks. */
  public int blockCount() {
    return blockCount;
  }

  /** Blocks that have to be taken before it can have {@code tokens} tokens. */
  public int blocksMissing(int tokens) {
    return Math.max(0, CacheLayout.blocksFor(tokens) - blockCount);
  }

  /** Takes blocks so that it can have {@code tokens} tokens. */
  public void reserve(int tokens) {
    int missing = blocksMissing(tokens);
    blocks = grown(blocks, blockCount + missing);
    for (int i = 0; i < missing; i++) {
      blocks[blockCount++] = pool.take();
    }
  }

  /** Notes that the keys and values of a token were written at position {@link #length()}. */
  public void append(int token) {
    if (length == blockCount * CacheLayout.BLOCK_TOKENS) {
      throw new IllegalStateException("no block is reserved for position " + length);
    }
    tokens = grown(tokens, length + 1);
    tokens[length++] = token;
  }

  /** How many tokens from the start are the same as {@code other}'s. */
  public int commonPrefix(int[] other) {
    int end = Math.min(length, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, end, other, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  /** Forgets all tokens from position {@code newLength} on and gives their blocks back. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("can not cut " + length + " tokens to " + newLength);
    }
    length = newLength;
    int kept = CacheLayout.blocksFor(newLength);
    while (blockCount > kept) {
      pool.release(blocks[--blockCount]);
    }
  }

  private static int[] grown(int[] array, int needed) {
    return needed <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(needed, 2 * array.length));
  }
}
