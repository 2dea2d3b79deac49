package dev.puna.spi;

import java.lang.foreign.MemorySegment;

/**
 * The memory of a KV cache on its device. Which blocks are whose is kept by core. Blocks are
 * copied, read and written between steps, not while one is running.
 */
public interface KvCache extends AutoCloseable {
  /** Its shape. */
  CacheLayout layout();

  /**
   * Names how the bytes of a block are laid out, and the version of that: blocks that one cache
   * gave, another takes if this name is the same and their layouts differ in the number of blocks
   * alone.
   */
  String format();

  /** Copies a block, which was written before, to another. */
  void copy(int from, int to);

  /**
   * Copies a block, which was written before, to the memory of the host.
   *
   * @param tokens positions of it that count, from its first on; where others would be is zero, so
   *     that nobody gets what was another's
   * @param target {@link CacheLayout#blockBytes} of native memory
   */
  void read(int block, int tokens, MemorySegment target);

  /**
   * Fills a block with what {@link #read} gave.
   *
   * @param source {@link CacheLayout#blockBytes} of native memory
   */
  void write(int block, MemorySegment source);

  /** Frees the memory. No plan that uses it may run any more. */
  @Override
  void close();
}
