package dev.puna.testing;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention of each shape, over the cache and layer by layer. */
public interface AttentionContract extends BackendContract {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 3, 5, 0, 0, F32",
    "4, 4, 20, 20, 0, 0, F32",
    "4, 2, 20, 20, 5, 0, F16",
    "6, 2, 64, 64, 0, 0, F16",
    "6, 2, 64, 64, 31, 2, F32",
    "7, 1, 80, 80, 0, 0, F32",
    "7, 1, 80, 80, 33, 0, F16",
    "8, 2, 128, 128, 0, 50, F32",
    "3, 3, 96, 112, 32, 0, F32",
    "14, 2, 64, 64, 1, 0, F32",
    "2, 1, 256, 256, 50, 0, F32",
    "5, 1, 33, 7, 0, 1, F32",
    "5, 5, 7, 33, 17, 0, F16",
    "32, 1, 16, 16, 0, 0, F32",
    "40, 1, 8, 24, 64, 0, F32",
    "6, 2, 64, 64, 0, 0, Q8_0",
    "7, 1, 80, 96, 33, 0, Q8_0",
    "8, 2, 128, 128, 0, 50, Q8_0",
    "5, 1, 33, 7, 0, 1, Q8_0",
    "3, 3, 1, 65, 0, 0, Q8_0"
  })
  default void attends(
      int heads, int kvHeads, int keys, int values, int window, float softcap, CacheType type) {
    for (float size : new float[] {1, 20}) {
      float scale = (float) (size / Math.sqrt(keys));
      AttentionSpec spec = new AttentionSpec(heads, kvHeads, keys, values, scale, softcap, window);
      RandomWeights random = new RandomWeights(heads);
      Weight query = random.table(spec.queryWidth(), BackendPair.VOCABULARY, 1);
      Weight key = random.table(spec.keyWidth(), BackendPair.VOCABULARY, 1);
      Weight value = random.table(spec.valueWidth(), BackendPair.VOCABULARY, 1);
      backends()
          .check(
              spec.toString(),
              1e-4,
              type,
              graph ->
                  graph.attention(graph.embed(query), graph.embed(key), graph.embed(value), spec));
    }
  }

  @Test
  default void keepsTheLayersOfTheCacheApart() {
    AttentionSpec wide = new AttentionSpec(4, 2, 16, 24, 0.25f, 0, 0);
    AttentionSpec narrow = new AttentionSpec(6, 3, 8, 8, 0.3f, 0, 20);
    RandomWeights random = new RandomWeights(5);
    Weight query = random.table(64, BackendPair.VOCABULARY, 1);
    Weight key = random.table(32, BackendPair.VOCABULARY, 1);
    Weight value = random.table(48, BackendPair.VOCABULARY, 1);
    Weight narrowKey = random.table(24, BackendPair.VOCABULARY, 1);
    Weight narrowQuery = random.matrix(TensorType.F32, 96, 48, 0.1f);
    for (CacheType type : CacheType.values()) {
      backends()
          .check(
              "two layers",
              1e-4,
              type,
              graph -> {
                Value first =
                    graph.attention(graph.embed(query), graph.embed(key), graph.embed(value), wide);
                Value between = graph.linear(first, narrowQuery, null);
                return graph.attention(
                    between, graph.embed(narrowKey), graph.embed(narrowKey), narrow);
              });
    }
  }

  @Test
  default void sequencesShareTheBlocksOfACommonBeginning() {
    AttentionSpec spec = new AttentionSpec(2, 1, 16, 16, 0.25f, 0, 0);
    Weight table = new RandomWeights(7).table(16, BackendPair.VOCABULARY, 1);
    Weight wide = new RandomWeights(8).table(32, BackendPair.VOCABULARY, 1);
    Graph graph =
        BackendPair.graph(
            builder -> {
              Value key = builder.embed(table);
              return builder.attention(builder.embed(wide), key, key, spec);
            });
    PlanLimits limits = new PlanLimits(32, 2, 2);
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), CacheType.F32, 3);
    try (KvCache cache = backends().tested().allocateCache(layout);
        ExecutionPlan plan = backends().tested().compile(graph, cache, limits)) {
      Batch batch = new Batch(limits, 2);
      batch.clear(Batch.Result.HIDDEN);
      batch.sequence(new int[] {2}, 1);
      for (int i = 0; i < 32; i++) {
        batch.token(i, i, false);
      }
      plan.run(batch);
      batch.clear(Batch.Result.HIDDEN);
      batch.sequence(new int[] {2, 0}, 2);
      batch.token(50, 32, true);
      batch.sequence(new int[] {2, 1}, 2);
      batch.token(50, 32, true);
      Step step = plan.run(batch);
      float[] first = new float[32];
      float[] second = new float[32];
      step.hidden(0, first, 0);
      step.hidden(1, second, 0);
      Comparison.assertSame(
          new float[][][] {{first}}, new float[][][] {{second}}, "the same text twice");
    }
  }
}
