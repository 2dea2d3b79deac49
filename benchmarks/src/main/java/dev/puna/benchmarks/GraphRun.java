package dev.puna.benchmarks;

import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Backends;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;

/**
 * A graph on a backend, with a batch that is run again and again. Up to 16 tokens are one each of
 * as many sequences, as when these generate together; more are the prompt of one sequence.
 */
final class GraphRun implements AutoCloseable {
  /** Token ids in a batch are below it. */
  static final int VOCABULARY = 64;

  private static final int MOST_SEQUENCES = 16;
  private static final int CHUNK = 128;

  private final Backend backend;
  private final KvCache cache;
  private final ExecutionPlan plan;
  private final Batch batch;

  /**
   * Prepares a run.
   *
   * @param name of the backend
   * @param threads to compute with; 0 for the backend's own choice
   * @param depth positions that each sequence has in the cache before
   * @param filler writes the same cache as {@code graph}, but may compute less
   */
  GraphRun(
      String name,
      int threads,
      Graph graph,
      Graph filler,
      CacheType cacheType,
      int tokens,
      int depth) {
    int sequences = tokens > MOST_SEQUENCES ? 1 : tokens;
    int each = tokens / sequences;
    int blocks = CacheLayout.blocksFor(depth + each);
    PlanLimits limits = new PlanLimits(Math.max(CHUNK, tokens), sequences, 1);
    backend = Backends.open(name, new BackendOptions(threads));
    cache =
        backend.allocateCache(
            new CacheLayout(graph.attentionLayers(), cacheType, blocks * sequences));
    batch = new Batch(limits, blocks);
    if (depth > 0) {
      try (ExecutionPlan fill = backend.compile(filler, cache, limits)) {
        for (int s = 0; s < sequences; s++) {
          for (int from = 0; from < depth; from += CHUNK) {
            batch.clear(Batch.Result.HIDDEN);
            append(s, blocks, from, Math.min(depth - from, CHUNK));
            fill.run(batch);
          }
        }
      }
    }
    plan = backend.compile(graph, cache, limits);
    batch.clear(Batch.Result.HIDDEN);
    for (int s = 0; s < sequences; s++) {
      append(s, blocks, depth, each);
    }
  }

  /** Appends tokens of a sequence, and asks for the result of the first of all. */
  private void append(int sequence, int blocks, int from, int count) {
    int[] table = new int[blocks];
    for (int b = 0; b < blocks; b++) {
      table[b] = sequence * blocks + b;
    }
    batch.sequence(table, blocks);
    for (int position = from; position < from + count; position++) {
      int id = Math.floorMod(31 * sequence + 7 * position, VOCABULARY);
      batch.token(id, position, batch.outputCount() == 0);
    }
  }

  Step run() {
    return plan.run(batch);
  }

  @Override
  public void close() {
    plan.close();
    cache.close();
    backend.close();
  }
}
