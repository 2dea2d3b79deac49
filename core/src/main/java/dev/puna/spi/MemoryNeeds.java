package dev.puna.spi;

/**
 * Memory in bytes that a model will take beside its mapped file.
 *
 * @param weights copies of weights in a layout of the backend's own; 0 where the file is used in
 *     place
 * @param cache the KV cache when all its blocks are in use
 * @param scratch intermediate values
 */
public record MemoryNeeds(long weights, long cache, long scratch) {
  /** All together. */
  public long total() {
    return weights + cache + scratch;
  }
}
