package dev.puna.testing;

import dev.puna.graph.Activation;
import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mixtures of experts. */
public interface ExpertsContract extends BackendContract {
  @ParameterizedTest
  @CsvSource({
    "F32, 4, 2, 64, 96, SILU",
    "F32, 1, 1, 5, 3, SILU",
    "F32, 7, 7, 33, 31, GELU_TANH",
    "F16, 60, 6, 40, 20, SILU",
    "Q8_0, 128, 8, 64, 32, SILU",
    "Q4_0, 8, 1, 96, 160, SILU",
    "Q4_K, 8, 3, 256, 256, SILU",
    "Q6_K, 5, 2, 256, 512, GELU_TANH"
  })
  default void asksExperts(
      TensorType type, int experts, int used, int width, int hidden, Activation activation) {
    RandomWeights random = new RandomWeights(experts);
    Weight table = random.table(width, BackendPair.VOCABULARY, 1);
    Weight router = random.table(experts, BackendPair.VOCABULARY, 2);
    float size = (float) (1 / Math.sqrt(width));
    Weight gate = random.experts(type, width, hidden, experts, size);
    Weight up = random.experts(type, width, hidden, experts, size);
    Weight down = random.experts(type, hidden, width, experts, size);
    backends()
        .check(
            "experts " + type,
            1e-4,
            graph ->
                graph.experts(
                    graph.embed(table), graph.embed(router), gate, up, down, used, activation));
  }
}
