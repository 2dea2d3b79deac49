package dev.puna.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Operation;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Rows;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendException;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Backends;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every backend has to fulfil: each operation alone, on random data of awkward sizes, gives
 * what the reference backend gives. A backend's test extends this class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContractTest {
  private static final int VOCABULARY = 101;

  /** Sequences in chunks and single steps; 70 tokens and more in one run. */
  private static final Scenario SCENARIO =
      new Scenario(
          1,
          List.of(
              List.of(new Scenario.Piece(0, 70), new Scenario.Piece(1, 3)),
              List.of(new Scenario.Piece(1, 1)),
              List.of(
                  new Scenario.Piece(2, 40), new Scenario.Piece(0, 1), new Scenario.Piece(1, 1)),
              List.of(
                  new Scenario.Piece(1, 30),
                  new Scenario.Piece(3, 1),
                  new Scenario.Piece(2, 1),
                  new Scenario.Piece(0, 5)),
              List.of(new Scenario.Piece(0, 1)),
              List.of(new Scenario.Piece(3, 1), new Scenario.Piece(2, 23))));

  /** For what does not depend on sequences: 70 tokens, one, and a few. */
  private static final Scenario SHORT =
      new Scenario(
          2,
          List.of(
              List.of(new Scenario.Piece(0, 70)),
              List.of(new Scenario.Piece(1, 1)),
              List.of(new Scenario.Piece(1, 2), new Scenario.Piece(0, 1))));

  private Backend backend;
  private Backend reference;

  /** Opens the backend that is tested. */
  protected abstract Backend open();

  @BeforeAll
  void openBackends() {
    backend = open();
    reference = Backends.open("reference", new BackendOptions(0));
  }

  @AfterAll
  void closeBackends() {
    backend.close();
    reference.close();
  }

  static List<TensorType> types() {
    return RandomWeights.types();
  }

  @ParameterizedTest
  @MethodSource("types")
  void embeds(TensorType type) {
    for (int blocks : new int[] {1, 2, 3, 7}) {
      int columns = blocks * type.blockLength();
      Weight table = new RandomWeights(blocks).matrix(type, columns, VOCABULARY, 1);
      check("embed " + type + " " + columns, 0, graph -> graph.embed(table));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void multiplies(TensorType type) {
    int[] sizes = {1, 2, 3, 7, 31, 32, 33, 64, 96, 257};
    int[] blocks = type.blockLength() == 1 ? sizes : new int[] {1, 2, 3, 5};
    int[] rows = {1, 2, 3, 7, 15, 16, 31, 33, 64, 65, 96, 129, 257};
    int next = 0;
    for (int count : blocks) {
      for (int i = 0; i < 3; i++) {
        multiplies(type, count * type.blockLength(), rows[next++ % rows.length]);
      }
    }
  }

  private void multiplies(TensorType type, int columns, int rows) {
    RandomWeights random = new RandomWeights(columns + rows);
    Weight table = random.table(columns, VOCABULARY, 1);
    Weight matrix = random.matrix(type, columns, rows, 1);
    Weight bias = rows % 2 == 0 ? null : random.vector(rows);
    String what = "linear " + type + " " + rows + " x " + columns;
    check(what, 1e-5 * Math.sqrt(columns), graph -> graph.linear(graph.embed(table), matrix, bias));
  }

  @Test
  void multipliesSeveralMatricesWithTheSameInput() {
    RandomWeights random = new RandomWeights(3);
    Weight table = random.table(64, VOCABULARY, 1);
    Weight a = random.matrix(TensorType.F32, 64, 70, 1);
    Weight b = random.matrix(TensorType.Q8_0, 64, 70, 1);
    Weight c = random.matrix(TensorType.F16, 64, 70, 1);
    check(
        "linears",
        1e-4,
        graph -> {
          Value in = graph.embed(table);
          Value x = graph.linear(in, a, random.vector(70));
          Value y = graph.linear(in, b, null);
          Value z = graph.linear(in, c, random.vector(70));
          return graph.add(graph.add(x, y), z);
        });
  }

  @Test
  void multipliesWeightsOnTheHeap() {
    RandomWeights random = new RandomWeights(4);
    Weight table = random.table(256, VOCABULARY, 1);
    for (TensorType type : types()) {
      Weight matrix = random.matrix(type, 256, 33, 1);
      byte[] bytes = matrix.data().toArray(ValueLayout.JAVA_BYTE);
      Weight heap = new Weight("heap", type, 256, 33, 1, MemorySegment.ofArray(bytes));
      check("heap " + type, 1e-4, graph -> graph.linear(graph.embed(table), heap, null));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 72, 80, 96, 112, 257, 1000})
  void normalises(int length) {
    RandomWeights random = new RandomWeights(length);
    Weight weight = random.vector(length);
    for (int runs : new int[] {1, 3}) {
      Weight table = random.table(length * runs, VOCABULARY, 3);
      check("norm", 1e-5, graph -> graph.rmsNorm(graph.embed(table), weight, 1e-6f));
    }
    Weight zeros = random.table(length, VOCABULARY, 0);
    check("norm of zeros", 0, graph -> graph.rmsNorm(graph.embed(zeros), weight, 1e-5f));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 1",
    "6, 4, 3",
    "20, 20, 2",
    "64, 64, 4",
    "72, 64, 2",
    "80, 80, 3",
    "96, 24, 2",
    "112, 112, 1",
    "128, 128, 2",
    "256, 64, 1",
    "33, 30, 3"
  })
  void rotates(int head, int dimensions, int heads) {
    float[] frequencies = new float[dimensions / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) Math.pow(10_000, -2.0 * i / dimensions);
    }
    Weight table = new RandomWeights(head).table(head * heads, VOCABULARY, 1);
    for (Pairing pairing : Pairing.values()) {
      RopeSpec spec = new RopeSpec(pairing, frequencies, 1.25f);
      RopeSpec other = new RopeSpec(pairing, new float[] {0.5f}, 1);
      check(
          "rope " + pairing + " " + head,
          1e-5,
          graph -> {
            Value once = graph.rope(graph.embed(table), head, spec);
            return graph.rope(graph.rope(once, head, other), head, spec);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 2, 2, 0, 0, F32",
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
    "40, 1, 8, 24, 64, 0, F32"
  })
  void attends(
      int heads, int kvHeads, int keys, int values, int window, float softcap, CacheType type) {
    for (float size : new float[] {1, 20}) {
      float scale = (float) (size / Math.sqrt(keys));
      AttentionSpec spec = new AttentionSpec(heads, kvHeads, keys, values, scale, softcap, window);
      RandomWeights random = new RandomWeights(heads);
      Weight query = random.table(spec.queryWidth(), VOCABULARY, 1);
      Weight key = random.table(spec.keyWidth(), VOCABULARY, 1);
      Weight value = random.table(spec.valueWidth(), VOCABULARY, 1);
      check(
          spec.toString(),
          1e-4,
          type,
          graph -> graph.attention(graph.embed(query), graph.embed(key), graph.embed(value), spec));
    }
  }

  @Test
  void keepsTheLayersOfTheCacheApart() {
    AttentionSpec wide = new AttentionSpec(4, 2, 16, 24, 0.25f, 0, 0);
    AttentionSpec narrow = new AttentionSpec(6, 3, 8, 8, 0.3f, 0, 20);
    RandomWeights random = new RandomWeights(5);
    Weight query = random.table(64, VOCABULARY, 1);
    Weight key = random.table(32, VOCABULARY, 1);
    Weight value = random.table(48, VOCABULARY, 1);
    Weight narrowKey = random.table(24, VOCABULARY, 1);
    Weight narrowQuery = random.matrix(TensorType.F32, 96, 48, 0.1f);
    for (CacheType type : CacheType.values()) {
      check(
          "two layers",
          1e-4,
          type,
          graph -> {
            Value first =
                graph.attention(graph.embed(query), graph.embed(key), graph.embed(value), wide);
            Value between = graph.linear(first, narrowQuery, null);
            return graph.attention(between, graph.embed(narrowKey), graph.embed(narrowKey), narrow);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activates(Activation activation) {
    for (int width : new int[] {1, 3, 17, 72, 1000}) {
      RandomWeights random = new RandomWeights(width);
      for (float size : new float[] {1e-20f, 1, 60}) {
        Weight gate = random.table(width, VOCABULARY, size);
        Weight up = random.table(width, VOCABULARY, 1);
        check(
            activation + " " + size,
            1e-5,
            graph -> graph.gated(graph.embed(gate), graph.embed(up), activation));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 72, 1000})
  void addsScalesAndCaps(int width) {
    RandomWeights random = new RandomWeights(width);
    Weight a = random.table(width, VOCABULARY, 1);
    Weight b = random.table(width, VOCABULARY, 4);
    check("add", 0, graph -> graph.add(graph.embed(a), graph.embed(b)));
    check("scale", 0, graph -> graph.scale(graph.embed(a), 11.3f));
    check("cap", 1e-6, graph -> graph.softcap(graph.embed(b), 3));
    check("high cap", 1e-6, graph -> graph.softcap(graph.embed(b), 500));
    check(
        "outputs",
        1e-6,
        graph -> {
          Value x = graph.selectOutputs(graph.embed(a));
          Value y = graph.selectOutputs(graph.embed(b));
          return graph.softcap(graph.add(x, y), 2);
        });
  }

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
  void asksExperts(
      TensorType type, int experts, int used, int width, int hidden, Activation activation) {
    RandomWeights random = new RandomWeights(experts);
    Weight table = random.table(width, VOCABULARY, 1);
    Weight router = random.table(experts, VOCABULARY, 2);
    float size = (float) (1 / Math.sqrt(width));
    Weight gate = random.experts(type, width, hidden, experts, size);
    Weight up = random.experts(type, width, hidden, experts, size);
    Weight down = random.experts(type, hidden, width, experts, size);
    check(
        "experts " + type,
        1e-4,
        graph ->
            graph.experts(
                graph.embed(table), graph.embed(router), gate, up, down, used, activation));
  }

  /** The last values of a graph that has this operation, on both backends and for all types. */
  private void check(String what, double tolerance, Function<GraphBuilder, Value> operation) {
    check(what, tolerance, CacheType.F32, operation);
  }

  private void check(
      String what, double tolerance, CacheType cacheType, Function<GraphBuilder, Value> operation) {
    Graph graph = graph(operation);
    for (Operation each : graph.operations()) {
      assertTrue(backend.supports(each), what + " is supported");
    }
    Scenario scenario = graph.attentionLayers().isEmpty() ? SHORT : SCENARIO;
    float[][][] want = scenario.run(reference, graph, VOCABULARY, cacheType);
    float[][][] got = scenario.run(backend, graph, VOCABULARY, cacheType);
    Comparison.assertClose(want, got, tolerance, what);
  }

  private static Graph graph(Function<GraphBuilder, Value> operation) {
    GraphBuilder builder = new GraphBuilder();
    Value result = operation.apply(builder);
    if (result.rows() == Rows.TOKENS) {
      result = builder.selectOutputs(result);
    }
    return builder.build(result, result);
  }

  @Test
  void aResultDoesNotDependOnWhatRunsBesideIt() {
    AttentionSpec spec = new AttentionSpec(6, 2, 24, 24, 0.2f, 0, 40);
    RandomWeights random = new RandomWeights(6);
    Weight query = random.table(spec.queryWidth(), VOCABULARY, 1);
    Weight key = random.table(spec.keyWidth(), VOCABULARY, 1);
    Weight matrix = random.matrix(TensorType.Q8_0, 128, 77, 1);
    Weight narrow = random.matrix(TensorType.F32, 144, 128, 1);
    Graph graph =
        graph(
            builder -> {
              Value k = builder.embed(key);
              Value x = builder.attention(builder.embed(query), k, k, spec);
              Value y = builder.linear(builder.linear(x, narrow, null), matrix, null);
              return builder.gated(y, y, Activation.SILU);
            });
    int[] lengths = {75, 1, 33, 64, 9, 40};
    float[][][] alone =
        Scenario.alone(2, 1, lengths).run(backend, graph, VOCABULARY, CacheType.F32);
    float[][][] chunks =
        Scenario.alone(2, 50, lengths).run(backend, graph, VOCABULARY, CacheType.F32);
    float[][][] mixed =
        Scenario.mixed(2, 40, lengths).run(backend, graph, VOCABULARY, CacheType.F32);
    Comparison.assertSame(alone, chunks, "in chunks");
    Comparison.assertSame(alone, mixed, "among others");
  }

  @Test
  void sequencesShareTheBlocksOfACommonBeginning() {
    AttentionSpec spec = new AttentionSpec(2, 1, 16, 16, 0.25f, 0, 0);
    Weight table = new RandomWeights(7).table(16, VOCABULARY, 1);
    Weight wide = new RandomWeights(8).table(32, VOCABULARY, 1);
    Graph graph =
        graph(
            builder -> {
              Value key = builder.embed(table);
              return builder.attention(builder.embed(wide), key, key, spec);
            });
    PlanLimits limits = new PlanLimits(32, 2, 2);
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), CacheType.F32, 3);
    try (KvCache cache = backend.allocateCache(layout);
        ExecutionPlan plan = backend.compile(graph, cache, limits)) {
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

  @Test
  void givesTheRowsThatWereAskedFor() {
    Weight table = RandomWeights.of(TensorType.F32, 3, 4, 1, scores());
    GraphBuilder builder = new GraphBuilder();
    Value hidden = builder.selectOutputs(builder.embed(table));
    Graph graph = builder.build(hidden, builder.scale(hidden, 2));
    PlanLimits limits = new PlanLimits(4, 1, 2);
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backend.allocateCache(layout);
        ExecutionPlan plan = backend.compile(graph, cache, limits)) {
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
  void refusesABatchBeyondThePlansLimits() {
    Weight table = new RandomWeights(9).table(3, VOCABULARY, 1);
    Graph graph = graph(builder -> builder.embed(table));
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backend.allocateCache(layout);
        ExecutionPlan plan = backend.compile(graph, cache, new PlanLimits(2, 1, 1))) {
      Batch batch = new Batch(new PlanLimits(3, 1, 3), 1);
      fill(batch, Batch.Result.HIDDEN, false, false, true);
      assertThrows(IllegalArgumentException.class, () -> plan.run(batch));
      fill(batch, Batch.Result.HIDDEN, true, true);
      assertThrows(IllegalArgumentException.class, () -> plan.run(batch));
    }
  }

  @Test
  void refusesATypeThatItCanNotComputeWith() {
    Weight table = new RandomWeights(10).table(4, VOCABULARY, 1);
    MemorySegment data = MemorySegment.ofArray(new byte[4 * 4 * 2]);
    Weight integers = new Weight("blk.3.odd.weight", TensorType.I32, 4, 2, 1, data);
    Graph graph = graph(builder -> builder.linear(builder.embed(table), integers, null));
    assertFalse(backend.supports(graph.operations().get(1)));
    CacheLayout layout = new CacheLayout(List.of(), CacheType.F32, 1);
    try (KvCache cache = backend.allocateCache(layout)) {
      BackendException refusal =
          assertThrows(
              BackendException.class, () -> backend.compile(graph, cache, new PlanLimits(1, 1, 1)));
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.contains("blk.3.odd.weight") && message.contains("I32"), message);
    }
  }

  @Test
  void saysWhatMemoryItNeeds() {
    AttentionSpec spec = new AttentionSpec(2, 1, 16, 8, 0.25f, 0, 0);
    RandomWeights random = new RandomWeights(11);
    Weight query = random.table(32, VOCABULARY, 1);
    Weight key = random.table(16, VOCABULARY, 1);
    Weight value = random.table(8, VOCABULARY, 1);
    Graph graph =
        graph(
            builder ->
                builder.attention(
                    builder.embed(query), builder.embed(key), builder.embed(value), spec));
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), CacheType.F16, 10);
    var needs = backend.estimate(graph, new PlanLimits(16, 1, 1), layout);
    assertTrue(needs.cache() >= 10 * 32 * (16 + 8) * 2, "cache");
    assertTrue(needs.scratch() >= 16 * (32 + 16 + 8) * 4, "scratch");
  }
}
