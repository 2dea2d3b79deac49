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

  /** Its tokens; only the first {@link #length()} count. */
  public int[] tokens() {
    return tokens;
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

  /**
   * Shares a block that holds the next tokens, in place of the one that was reserved for them.
   *
   * @param all tokens from position 0 on; the block is full of those from position {@link
   *     #length()} on, which is a block's first
   */
  void share(int block, int[] all) {
    if (length % CacheLayout.BLOCK_TOKENS != 0) {
      throw new IllegalStateException("position " + length + " is no block's first");
    }
    int index = length / CacheLayout.BLOCK_TOKENS;
    pool.share(block);
    if (index < blockCount) {
      pool.release(blocks[index]);
    } else {
      blocks = grown(blocks, ++blockCount);
    }
    blocks[index] = block;
    tokens = grown(tokens, length + CacheLayout.BLOCK_TOKENS);
    System.arraycopy(all, length, tokens, length, CacheLayout.BLOCK_TOKENS);
    length += CacheLayout.BLOCK_TOKENS;
  }

  /** Has another block that holds the same in place of block {@code index}. */
  void replace(int index, int block) {
    if (blocks[index] != block) {
      pool.share(block);
      pool.release(blocks[index]);
      blocks[index] = block;
    }
  }

  /** Forgets all tokens from position {@code newLength} on; their blocks stay reserved. */
  public void rewind(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("can not cut " + length + " tokens to " + newLength);
    }
    length = newLength;
  }

  /** Forgets all tokens from position {@code newLength} on and gives their blocks back. */
  public void truncate(int newLength) {
    rewind(newLength);
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
