package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.PlanLimits;
import dev.puna.testing.RandomWeights;
import org.junit.jupiter.api.Test;

class AttentionScratchTest {
  /** Two layers, of which each is larger than the other in something. */
  private static Graph graph() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.add(layer(builder, 7, 1, 96, 80), layer(builder, 10, 2, 200, 56));
    Value out = builder.selectOutputs(x);
    return builder.build(out, out);
  }

  private static Value layer(
      GraphBuilder builder, int heads, int kvHeads, int keyLength, int valueLength) {
    RandomWeights random = new RandomWeights(heads);
    return builder.attention(
        builder.embed(random.table(heads * keyLength, 3, 1)),
        builder.embed(random.table(kvHeads * keyLength, 3, 1)),
        builder.embed(random.table(kvHeads * valueLength, 3, 1)),
        new AttentionSpec(heads, kvHeads, keyLength, valueLength, 1, 0, 0));
  }

  @Test
  void bytesAreThoseThatAreReserved() {
    AttentionScratch scratch = new AttentionScratch(graph());
    long elements = (long) scratch.keys.length + scratch.values.length + scratch.queries.length;
    elements += scratch.scores.length + scratch.highest.length + scratch.rescale.length;
    elements += scratch.sums.length + scratch.mixed.length;
    elements += scratch.stepMixed.length;
    long segments = scratch.decodedKeys.byteSize() + scratch.decodedValues.byteSize();
    segments += scratch.scales.byteSize() + scratch.vectorQueries.byteSize();
    assertEquals(Float.BYTES * elements + segments, AttentionScratch.bytes(graph()));
  }

  @Test
  void theBackendCountsThemForEachThread() {
    Graph graph = graph();
    assertEquals(3 * AttentionScratch.bytes(graph), estimate(graph, 4) - estimate(graph, 1));
  }

  private static long estimate(Graph graph, int threads) {
    CacheLayout cache = new CacheLayout(graph.attentionLayers(), CacheType.F32, 1);
    try (Backend backend = new SimdProvider().open(new BackendOptions(threads))) {
      return backend.estimate(graph, new PlanLimits(16, 1, 1), cache).scratch();
    }
  }
}
