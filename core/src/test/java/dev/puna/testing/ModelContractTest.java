package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.architecture.Architectures;
import dev.puna.architecture.Hyperparameters;
import dev.puna.architecture.Weights;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.CacheType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole models on a backend: their logits are the reference logits, and stay the same bits however
 * the tokens are batched. A backend's test extends this class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelContractTest {
  private static final double BOUND = 1e-6;

  /** What a cache of 8-bit numbers may change. */
  private static final double Q8_0_BOUND = 5e-4;

  private Backend backend;

  @TempDir private Path folder;

  /** Opens the backend that is tested. */
  protected abstract Backend open();

  @BeforeAll
  void openBackend() {
    backend = open();
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemma2", "gemma3", "llama", "llama-moe", "llama-rope-factors", "llama-rope-linear",
        "llama-rope-yarn", "llama-untied", "phi3", "qwen2", "qwen3", "qwen3moe"
      })
  void miniatureModelsGiveTheReferenceLogits(String name) throws IOException {
    GoldenModel model = GoldenModel.mini(folder, name);
    check(model, name);
    double rounded = model.error(backend, 17, CacheType.F16);
    assertTrue(rounded <= BOUND, name + " with an F16 cache: NMSE " + rounded);
    double quantised = model.error(backend, 17, CacheType.Q8_0);
    assertTrue(quantised <= Q8_0_BOUND, name + " with a Q8_0 cache: NMSE " + quantised);
  }

  @ParameterizedTest
  @CsvSource({"gemma2, F32", "llama, Q8_0", "qwen3moe, F32", "phi3, F16"})
  void aTokensResultDoesNotDependOnTheBatch(String name, CacheType type) throws IOException {
    try (GgufFile gguf = GgufFile.open(GoldenModel.mini(folder, name).file())) {
      Weights weights = new Weights(gguf);
      String family = gguf.metadata().string("general.architecture").orElseThrow();
      Hyperparameters numbers = new Hyperparameters(gguf.metadata(), family, weights.vocabulary());
      Graph graph = Architectures.of(family).build(numbers, weights, 128);
      int vocabulary = numbers.vocabulary();
      int[] lengths = {70, 5, 37, 1, 64};
      float[][][] alone = Scenario.alone(1, 1, lengths).run(backend, graph, vocabulary, type);
      float[][][] chunks = Scenario.alone(1, 48, lengths).run(backend, graph, vocabulary, type);
      float[][][] mixed = Scenario.mixed(1, 30, lengths).run(backend, graph, vocabulary, type);
      Comparison.assertSame(alone, chunks, name + " in chunks");
      Comparison.assertSame(alone, mixed, name + " among others");
    }
  }

  @Tag("golden")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-dense",
        "llama-moe",
        "qwen2-dense",
        "qwen3-dense",
        "qwen3moe-moe",
        "gemma2-dense",
        "gemma3-dense",
        "phi3-dense"
      })
  void familiesGiveTheReferenceLogits(String name) {
    check(GoldenModel.in(golden("arch"), name), name);
  }

  @Tag("golden")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K"
      })
  void typesGiveTheReferenceLogits(String name) {
    check(GoldenModel.in(golden("quants"), name), name);
  }

  private static Path golden(String folder) {
    String golden = System.getProperty("puna.golden");
    if (golden == null) {
      throw new AssertionError("system property puna.golden names no folder of golden data");
    }
    return Path.of(golden, folder);
  }

  private void check(GoldenModel model, String name) {
    for (int batch : new int[] {48, 17, 1}) {
      double error = model.error(backend, batch, CacheType.F32);
      assertTrue(error <= BOUND, name + " in batches of " + batch + ": NMSE " + error);
    }
  }
}
