package dev.puna.spi;

/** The memory of a KV cache on its device. Which blocks are whose is kept by core. */
public interface KvCache extends AutoCloseable {
  /** Its shape. */
  CacheLayout layout();

  /** Copies a block, which was written before, to another. Not while a step is running. */
  void copy(int from, int to);

  /** Frees the memory. No plan that uses it may run any more. */
  @Override
  void close();
}
