package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.architecture.Architectures;
import dev.puna.architecture.Hyperparameters;
import dev.puna.architecture.Weights;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;
import dev.puna.quant.testing.AllocatedBytes;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run allocates nothing, once the compiler has seen it: interpreted code allocates each vector,
 * and so does compiled code where the compiler could not take a kernel as a whole.
 */
final class SimdAllocationTest {
  private static final int CONTEXT = 96;
  private static final int CHUNK = 33;
  private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"llama, F32, 1", "qwen3moe, F16, 2", "gemma2, F32, 2", "phi3, Q8_0, 2"})
  void familiesAllocateNothing(String name, CacheType cacheType, int threads) throws IOException {
    check(GoldenModel.mini(folder, name).file(), cacheType, threads);
  }

  @Tag("golden")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K"
      })
  void typesAllocateNothing(String name) {
    Path golden = Path.of(System.getProperty("puna.golden"), "quants");
    check(GoldenModel.in(golden, name).file(), CacheType.F32, 1);
  }

  private static void check(Path file, CacheType cacheType, int threads) {
    try (Backend backend = new SimdProvider().open(new BackendOptions(threads));
        GgufFile gguf = GgufFile.open(file)) {
      Weights weights = new Weights(gguf);
      String family = gguf.metadata().string("general.architecture").orElseThrow();
      Hyperparameters numbers = new Hyperparameters(gguf.metadata(), family, weights.vocabulary());
      Graph graph = Architectures.of(family).build(numbers, weights, CONTEXT);
      int blocks = CacheLayout.blocksFor(CONTEXT);
      CacheLayout layout = new CacheLayout(graph.attentionLayers(), cacheType, blocks);
      PlanLimits limits = new PlanLimits(CHUNK, 1, 1);
      try (KvCache cache = backend.allocateCache(layout);
          ExecutionPlan plan = backend.compile(graph, cache, limits)) {
        Batch batch = new Batch(limits, blocks);
        AllocatedBytes allocated = new AllocatedBytes("puna-simd-");
        long end = System.nanoTime() + PATIENCE;
        long bytes;
        do {
          long before = allocated.now();
          for (int i = 0; i < 20; i++) {
            generate(plan, batch);
          }
          bytes = allocated.now() - before;
        } while (bytes != 0 && System.nanoTime() < end);
        assertEquals(0, bytes, file.getFileName() + " allocates");
      }
    }
  }

  /** A prompt chunk and then single steps. */
  private static void generate(ExecutionPlan plan, Batch batch) {
    int[] table = {2, 0, 1};
    for (int position = 0; position < CONTEXT; ) {
      int tokens = position == 0 ? CHUNK : 1;
      batch.clear(Batch.Result.LOGITS);
      batch.sequence(table, table.length);
      for (int i = 0; i < tokens; i++) {
        batch.token(position + i, position + i, i == tokens - 1);
      }
      plan.run(batch).argmax(0);
      position += tokens;
    }
  }
}
