package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batch asks for is what it gets, whatever else runs in it. */
public interface BatchContract extends BackendContract {
  @ParameterizedTest
  @CsvSource({"F32, 0", "F32, 40", "F32, 150", "F16, 40", "Q8_0, 150"})
  default void aResultDoesNotDependOnWhatRunsBesideIt(CacheType type, int window) {
    AttentionSpec spec = new AttentionSpec(6, 2, 24, 24, 0.2f, 0, window);
    RandomWeights random = new RandomWeights(6);
    Weight query = random.table(spec.queryWidth(), BackendPair.VOCABULARY, 1);
    Weight key = random.table(spec.keyWidth(), BackendPair.VOCABULARY, 1);
    Weight matrix = random.matrix(TensorType.Q8_0, 128, 77, 1);
    Weight narrow = random.matrix(TensorType.F32, 144, 128, 1);
    Graph graph =
        BackendPair.graph(
            builder -> {
              Value k = builder.embed(key);
              Value x = builder.attention(builder.embed(query), k, k, spec);
              Value y = builder.linear(builder.linear(x, narrow, null), matrix, null);
              return builder.gated(y, y, Activation.SILU);
            });
    int[] lengths = {75, 1, 33, 300, 64, 9, 40};
    float[][][] alone =
        Scenario.alone(2, 1, lengths).run(backends().tested(), graph, BackendPair.VOCABULARY, type);
    float[][][] chunks =
        Scenario.alone(2, 50, lengths)
            .run(backends().tested(), graph, BackendPair.VOCABULARY, type);
    float[][][] mixed =
        Scenario.mixed(2, 40, lengths)
            .run(backends().tested(), graph, BackendPair.VOCABULARY, type);
    Comparison.assertSame(alone, chunks, "in chunks");
    Comparison.assertSame(alone, mixed, "among others");
  }

  @Test
  default void givesTheRowsThatWereAskedFor() {
    Weight table = RandomWeights.of(TensorType.F32, 3, 4, 1, scores());
    GraphBuilder builder = new GraphBuilder();
    Value hidden = builder.selectOutputs(builder.embed(table));
    Graph graph = builder.build(hidden, builder.scale(hidden, 2));
    PlanLimits limits = new PlanLimits(4, 1, 2);
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backends().tested().allocateCache(layout);
        ExecutionPlan plan = backends().tested().compile(graph, cache, limits)) {
      Batch batch = new Batch(limits, 1);
      fill(batch, Batch.Result.LOGITS, false, true, false, true);
      Step step = plan.run(batch);
      float[] row = new float[5];
      step.logits(0, row, 1);
      assertEquals(List.of(0f, 8f, 10f, 10f, 0f), list(row));
      step.hidden(1, row, 2);
      assertEquals(List.of(0f, 8f, -1f, -2f, -1f), list(row));
      assertEquals(1, step.argmax(0), "the lowest of two best");
      assertEquals(0, step.argmax(1));
      assertThrows(IndexOutOfBoundsException.class, () -> step.logits(2, row, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> step.hidden(-1, row, 0));

      fill(batch, Batch.Result.HIDDEN, true, false, false, false);
      Step without = plan.run(batch);
      without.hidden(0, row, 0);
      assertEquals(1f, row[0]);
      assertThrows(IllegalStateException.class, () -> without.logits(0, row, 0));
      assertThrows(IllegalStateException.class, () -> without.argmax(0));

      fill(batch, Batch.Result.LOGITS, false, false, false, false);
      plan.run(batch);
      batch.clear(Batch.Result.LOGITS);
      plan.run(batch);
    }
  }

  private static float[] scores() {
    return new float[] {1, 2, 3, 4, 5, 5, 7, 8, 9, -1, -2, -1};
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static void fill(Batch batch, Batch.Result result, boolean... outputs) {
    batch.clear(result);
    batch.sequence(new int[] {0}, 1);
    for (int i = 0; i < outputs.length; i++) {
      batch.token(i, i, outputs[i]);
    }
  }

  @Test
  default void refusesABatchBeyondThePlansLimits() {
    Weight table = new RandomWeights(9).table(3, BackendPair.VOCABULARY, 1);
    Graph graph = BackendPair.graph(builder -> builder.embed(table));
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backends().tested().allocateCache(layout);
        ExecutionPlan plan = backends().tested().compile(graph, cache, new PlanLimits(2, 1, 1))) {
      Batch batch = new Batch(new PlanLimits(3, 1, 3), 1);
      fill(batch, Batch.Result.HIDDEN, false, false, true);
      assertThrows(IllegalArgumentException.class, () -> plan.run(batch));
      fill(batch, Batch.Result.HIDDEN, true, true);
      assertThrows(IllegalArgumentException.class, () -> plan.run(batch));
    }
  }
}
