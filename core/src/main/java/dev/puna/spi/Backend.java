package dev.puna.spi;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;

/** A device that computes. Thread-safe but for {@link #close}. */
public interface Backend extends AutoCloseable {
  /** The provider's name. */
  String name();

  /** What runs in words: {@code simd, 512-bit vectors, 8 threads}. */
  String description();

  /** Whether it can compute this operation, with the types that its weights have. */
  boolean supports(Operation operation);

  /**
   * Bytes that {@link #compile} and {@link #allocateCache} will ask for, beside the mapped file.
   */
  MemoryNeeds estimate(Graph graph, PlanLimits limits, CacheLayout cache);

  /**
   * Reserves the memory of a KV cache. Blocks not yet written may cost nothing.
   *
   * @throws BackendException if there is too little memory
   */
  KvCache allocateCache(CacheLayout layout);

  /**
   * Binds a graph to this device: chooses kernels, places weights, reserves scratch memory.
   *
   * @param cache of this backend, with the layout of the graph
   * @throws BackendException naming the operation and tensor type that it does not support
   */
  ExecutionPlan compile(Graph graph, KvCache cache, PlanLimits limits);

  /** Frees what it holds. Plans and caches must be closed before. */
  @Override
  void close();
}
