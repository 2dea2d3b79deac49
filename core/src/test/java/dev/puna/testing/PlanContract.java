package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import dev.puna.spi.BackendException;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backend says about a graph before it runs it. */
public interface PlanContract extends BackendContract {
  @Test
  default void refusesATypeThatItCanNotComputeWith() {
    Weight table = new RandomWeights(10).table(4, BackendPair.VOCABULARY, 1);
    MemorySegment data = MemorySegment.ofArray(new byte[4 * 4 * 2]);
    Weight integers = new Weight("blk.3.odd.weight", TensorType.I32, 4, 2, 1, data);
    Graph graph =
        BackendPair.graph(builder -> builder.linear(builder.embed(table), integers, null));
    assertFalse(backends().tested().supports(graph.operations().get(1)));
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backends().tested().allocateCache(layout)) {
      BackendException refusal =
          assertThrows(
              BackendException.class,
              () -> backends().tested().compile(graph, cache, new PlanLimits(1, 1, 1)));
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.contains("blk.3.odd.weight") && message.contains("I32"), message);
    }
  }

  @Test
  default void saysWhatMemoryItNeeds() {
    AttentionSpec spec = new AttentionSpec(2, 1, 16, 8, 0.25f, 0, 0);
    RandomWeights random = new RandomWeights(11);
    Weight query = random.table(32, BackendPair.VOCABULARY, 1);
    Weight key = random.table(16, BackendPair.VOCABULARY, 1);
    Weight value = random.table(8, BackendPair.VOCABULARY, 1);
    Graph graph =
        BackendPair.graph(
            builder ->
                builder.attention(
                    builder.embed(query), builder.embed(key), builder.embed(value), spec));
    for (CacheType type : CacheType.values()) {
      CacheLayout layout = new CacheLayout(graph.attentionLayers(), type, 10);
      var needs = backends().tested().estimate(graph, new PlanLimits(16, 1, 1), layout);
      long token = type.headBytes(16) + type.headBytes(8);
      assertTrue(needs.cache() >= 10 * 32 * token, "cache of " + type);
      assertTrue(needs.scratch() >= 16 * (32 + 16 + 8) * 4, "scratch");
    }
  }
}
