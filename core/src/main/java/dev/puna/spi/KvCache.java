package dev.puna.spi;

/** The memory of a KV cache on its device. Which blocks are whose is kept by core. */
public interface KvCache extends AutoCloseable {
  /** Its shape. */
  CacheLayout layout();

  /** Frees the memory. No plan that uses it may run any more. */
  @Override
  void close();
}
