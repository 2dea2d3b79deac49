package dev.puna.host;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.spi.Backend;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.MemoryNeeds;
import dev.puna.spi.PlanLimits;

/** A backend that computes in the JVM's memory, on the weights in the mapped file. */
public final class HostBackend implements Backend {
  private final String name;
  private final String description;
  private final KernelFactory kernels;
  private final Runnable onClose;

  /**
   * A backend.
   *
   * @param kernels how it computes
   * @param onClose frees what the kernels hold, threads for example
   */
  public HostBackend(String name, String description, KernelFactory kernels, Runnable onClose) {
    this.name = name;
    this.description = description;
    this.kernels = kernels;
    this.onClose = onClose;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean supports(Operation operation) {
    return kernels.supports(operation);
  }

  @Override
  public MemoryNeeds estimate(Graph graph, PlanLimits limits, CacheLayout cache) {
    long scratch = Buffers.bytes(graph, limits) + kernels.scratchBytes(graph, limits);
    return new MemoryNeeds(0, cache.bytes(), scratch);
  }

  @Override
  public KvCache allocateCache(CacheLayout layout) {
    return new HostKvCache(layout);
  }

  @Override
  public ExecutionPlan compile(Graph graph, KvCache cache, PlanLimits limits) {
    return new HostPlan(name, kernels, graph, (HostKvCache) cache, limits);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
