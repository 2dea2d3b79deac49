package dev.puna.cache;

import dev.puna.spi.CacheLayout;

/**
 * The blocks of a KV cache, each with the number of sequences that hold it. Not thread-safe: it
 * belongs to whoever runs the plan.
 */
public final class BlockPool {
  private final int[] free;
  private final int[] holders;
  private int freeCount;

  /** All blocks of a layout, free. */
  public BlockPool(CacheLayout layout) {
    free = new int[layout.blocks()];
    holders = new int[layout.blocks()];
    freeCount = free.length;
    // The lowest id is taken first, so that memory which is reserved on first use stays compact.
    for (int i = 0; i < free.length; i++) {
      free[i] = free.length - 1 - i;
    }
  }

  /** Number of blocks. */
  public int size() {
    return free.length;
  }

  /** Blocks that nobody holds. */
  public int free() {
    return freeCount;
  }

  /** Takes a free block; its one holder is the caller. */
  public int take() {
    if (freeCount == 0) {
      throw new IllegalStateException("no free cache block of " + free.length);
    }
    int id = free[--freeCount];
    holders[id] = 1;
    return id;
  }

  /** Adds a holder to a block that is held. */
  public void share(int id) {
    requireHeld(id);
    holders[id]++;
  }

  /** Gives a block back; it is free when the last holder has. */
  public void release(int id) {
    requireHeld(id);
    if (--holders[id] == 0) {
      free[freeCount++] = id;
    }
  }

  /** Number of holders of a block; 0 where it is free. */
  public int holders(int id) {
    return holders[id];
  }

  private void requireHeld(int id) {
    if (holders[id] == 0) {
      throw new IllegalStateException("cache block " + id + " is held by nobody");
    }
  }
}
