package dev.puna.engine;

import dev.puna.MemoryLimitException;
import dev.puna.cache.BlockPool;
import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.MemoryNeeds;
import dev.puna.spi.PlanLimits;
import java.util.ArrayList;
import java.util.List;

/** A model on a device: a plan and the cache that it works on. */
public final class CompiledModel implements AutoCloseable {
  private final ExecutionPlan plan;
  private final KvCache cache;
  private final PlanLimits limits;
  private final Graph graph;
  private final int contextLength;

  private CompiledModel(
      ExecutionPlan plan, KvCache cache, PlanLimits limits, Graph graph, int contextLength) {
    this.plan = plan;
    this.cache = cache;
    this.limits = limits;
    this.graph = graph;
    this.contextLength = contextLength;
  }

  /**
   * Plans the memory and compiles.
   *
   * @param graph the computation, for sequences of up to {@code contextLength}
   * @param sequences full-length sequences that the cache should hold; fewer where memory is
   *     limited
   * @param memoryLimit bytes that cache and scratch memory may take; 0 for no limit
   * @throws MemoryLimitException with the numbers, if not even one sequence fits
   */
  public static CompiledModel compile(
      Graph graph,
      Backend backend,
      int contextLength,
      PlanLimits limits,
      int sequences,
      CacheType cacheType,
      long memoryLimit) {
    return compile(
            List.of(graph), backend, contextLength, limits, sequences, cacheType, memoryLimit)
        .getFirst();
  }

  /**
   * Plans the memory of models that run the same sequences, and compiles them. Their caches have
   * equally many blocks.
   *
   * @param graphs the computations, for sequences of up to {@code contextLength}
   * @param memoryLimit bytes that all of them may take; 0 for no limit
   * @throws MemoryLimitException with the numbers, if not even one sequence fits
   */
  public static List<CompiledModel> compile(
      List<Graph> graphs,
      Backend backend,
      int contextLength,
      PlanLimits limits,
      int sequences,
      CacheType cacheType,
      long memoryLimit) {
    int blocks = blocks(graphs, backend, contextLength, limits, sequences, cacheType, memoryLimit);
    List<CompiledModel> models = new ArrayList<>();
    try {
      for (Graph graph : graphs) {
        CacheLayout layout = new CacheLayout(graph.attentionLayers(), cacheType, blocks);
        models.add(compile(graph, backend, contextLength, limits, layout));
      }
      return models;
    } catch (RuntimeException | Error e) {
      models.forEach(CompiledModel::close);
      throw e;
    }
  }

  private static CompiledModel compile(
      Graph graph, Backend backend, int contextLength, PlanLimits limits, CacheLayout layout) {
    KvCache cache = backend.allocateCache(layout);
    try {
      return new CompiledModel(
          backend.compile(graph, cache, limits), cache, limits, graph, contextLength);
    } catch (OutOfMemoryError e) {
      cache.close();
      MemoryNeeds needs = backend.estimate(graph, limits, layout);
      throw new MemoryLimitException(
          "the model needs "
              + mebibytes(needs.scratch())
              + " for intermediate values and the Java heap is too small (-Xmx "
              + mebibytes(Runtime.getRuntime().maxMemory())
              + "); raise -Xmx, or load with fewer batch tokens or parallel sequences");
    } catch (RuntimeException | Error e) {
      cache.close();
      throw e;
    }
  }

  /** How many blocks each cache gets. */
  private static int blocks(
      List<Graph> graphs,
      Backend backend,
      int contextLength,
      PlanLimits limits,
      int sequences,
      CacheType cacheType,
      long memoryLimit) {
    int least = CacheLayout.blocksFor(contextLength);
    int wanted = (int) Math.min(Integer.MAX_VALUE / 2, (long) least * sequences);
    if (memoryLimit == 0) {
      return wanted;
    }
    long fixed = 0;
    long blockBytes = 0;
    for (Graph graph : graphs) {
      CacheLayout layout = new CacheLayout(graph.attentionLayers(), cacheType, wanted);
      MemoryNeeds needs = backend.estimate(graph, limits, layout);
      fixed += needs.weights() + needs.scratch();
      blockBytes += layout.blockBytes();
    }
    long affordable = (memoryLimit - fixed) / blockBytes;
    if (affordable < least) {
      throw new MemoryLimitException(
          "the memory limit is "
              + mebibytes(memoryLimit)
              + (graphs.size() > 1
                  ? "; with its draft model the model needs "
                  : "; the model needs ")
              + mebibytes(fixed)
              + " and "
              + mebibytes(least * blockBytes)
              + " for the KV cache of one sequence of "
              + contextLength
              + " tokens; raise the limit, or load with a shorter context, fewer batch tokens or an"
              + " F16 or Q8_0 cache");
    }
    return (int) Math.min(affordable, wanted);
  }

  private static String mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1 >> 20) + " MiB";
  }

  /** The plan. */
  public ExecutionPlan plan() {
    return plan;
  }

  /** The memory of the cache. */
  public KvCache cache() {
    return cache;
  }

  /** The computation. */
  public Graph graph() {
    return graph;
  }

  /** All blocks of the cache, free. */
  public BlockPool newPool() {
    return new BlockPool(cache.layout());
  }

  /** The largest batch. */
  public PlanLimits limits() {
    return limits;
  }

  /** Positions that a sequence may have. */
  public int contextLength() {
    return contextLength;
  }

  /** Number of logits; 0 where the graph ends with the hidden state. */
  public int vocabulary() {
    return graph.logits() == null ? 0 : graph.logits().width();
  }

  /** Elements of a hidden state. */
  public int width() {
    return graph.hidden().width();
  }

  @Override
  public void close() {
    plan.close();
    cache.close();
  }
}
