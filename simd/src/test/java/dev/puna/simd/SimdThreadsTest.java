package dev.puna.simd;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;
import dev.puna.quant.TensorType;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.CacheType;
import dev.puna.testing.Comparison;
import dev.puna.testing.RandomWeights;
import dev.puna.testing.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many threads compute, and what else they compute, changes no bit. */
final class SimdThreadsTest {
  private static final int VOCABULARY = 50;
  private static final int[] LENGTHS = {130, 40, 3};

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theNumberOfThreadsChangesNothing(int threads) {
    Graph graph = layers(1);
    float[][][] one = run(graph, 1, 1);
    Comparison.assertSame(one, run(graph, 1, threads), threads + " threads");
  }

  @Test
  void plansOfOneBackendRunAtTheSameTime() throws Exception {
    List<Graph> graphs = List.of(layers(1), layers(2), layers(3));
    try (Backend backend = new SimdProvider().open(new BackendOptions(2));
        ExecutorService callers = Executors.newFixedThreadPool(graphs.size())) {
      List<Callable<float[][][]>> runs = new ArrayList<>();
      for (int i = 0; i < graphs.size(); i++) {
        int seed = i;
        runs.add(() -> run(backend, graphs.get(seed), seed));
      }
      List<Future<float[][][]>> together = callers.invokeAll(runs);
      for (int i = 0; i < graphs.size(); i++) {
        Comparison.assertSame(run(graphs.get(i), i, 2), together.get(i).get(), "plan " + i);
      }
    }
  }

  private static float[][][] run(Graph graph, int seed, int threads) {
    try (Backend backend = new SimdProvider().open(new BackendOptions(threads))) {
      return run(backend, graph, seed);
    }
  }

  private static float[][][] run(Backend backend, Graph graph, int seed) {
    return Scenario.mixed(seed, 100, LENGTHS).run(backend, graph, VOCABULARY, CacheType.F32);
  }

  /** A dense layer and one of experts, large enough to be shared out. */
  private static Graph layers(int seed) {
    RandomWeights random = new RandomWeights(seed);
    GraphBuilder graph = new GraphBuilder();
    RopeSpec rope = new RopeSpec(Pairing.HALVES, new float[] {1, 0.1f, 0.01f}, 1);
    AttentionSpec spec = new AttentionSpec(8, 2, 32, 32, 0.2f, 0, 0);
    Value x = graph.embed(random.matrix(TensorType.Q8_0, 256, VOCABULARY, 1));
    Value normed = graph.rmsNorm(x, random.vector(256), 1e-5f);
    Value query = graph.linear(normed, random.matrix(TensorType.Q8_0, 256, 256, 0.06f), null);
    Value key = graph.linear(normed, random.matrix(TensorType.F16, 256, 64, 0.06f), null);
    Value value = graph.linear(normed, random.matrix(TensorType.Q4_0, 256, 64, 0.06f), null);
    query = graph.rope(query, 32, rope);
    x = graph.add(x, graph.attention(query, graph.rope(key, 32, rope), value, spec));

    Value gate = graph.linear(x, random.matrix(TensorType.Q4_K, 256, 512, 0.06f), null);
    Value up = graph.linear(x, random.matrix(TensorType.Q6_K, 256, 512, 0.06f), null);
    Value gated = graph.gated(gate, up, Activation.SILU);
    x = graph.add(x, graph.linear(gated, random.matrix(TensorType.Q5_K, 512, 256, 0.05f), null));

    Value router = graph.linear(x, random.matrix(TensorType.F32, 256, 6, 0.06f), null);
    Value experts =
        graph.experts(
            x,
            router,
            random.experts(TensorType.Q8_0, 256, 320, 6, 0.06f),
            random.experts(TensorType.Q8_0, 256, 320, 6, 0.06f),
            random.experts(TensorType.Q8_0, 320, 256, 6, 0.06f),
            2,
            Activation.GELU_TANH);
    Value hidden = graph.selectOutputs(graph.softcap(graph.add(x, experts), 20));
    return graph.build(hidden, hidden);
  }
}
