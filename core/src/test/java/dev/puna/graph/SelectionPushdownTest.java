package dev.puna.graph;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionPushdownTest {
  private static final AttentionSpec SPEC = new AttentionSpec(2, 2, 4, 4, 1, 0, 0);

  private final GraphBuilder builder = new GraphBuilder();

  private static Weight weight(int columns, int rows) {
    MemorySegment data = Arena.ofAuto().allocate(4L * columns * rows);
    return new Weight("weight", TensorType.F32, columns, rows, 1, data);
  }

  private Value linear(Value in, int outputs) {
    return builder.linear(in, weight(in.width(), outputs), null);
  }

  /** A layer of attention and a gated feed-forward network. */
  private Value layer(Value x) {
    Value normed = builder.rmsNorm(x, weight(8, 1), 1e-5f);
    Value key = linear(normed, 8);
    Value mixed = builder.attention(linear(normed, 8), key, linear(normed, 8), SPEC);
    Value sum = builder.add(x, linear(mixed, 8));
    Value inner = builder.rmsNorm(sum, weight(8, 1), 1e-5f);
    Value hidden = builder.gated(linear(inner, 12), linear(inner, 12), Activation.SILU);
    return builder.add(sum, linear(hidden, 8));
  }

  private Graph pushed(Value x) {
    Value hidden = builder.rmsNorm(builder.selectOutputs(x), weight(8, 1), 1e-5f);
    return builder.build(hidden, linear(hidden, 10)).selectingEarly();
  }

  private static List<String> names(List<Operation> operations) {
    return operations.stream().map(operation -> operation.getClass().getSimpleName()).toList();
  }

  @Test
  void theLastLayerIsComputedForOutputsAfterItsAttention() {
    Value x = builder.embed(weight(8, 10));
    Graph graph = pushed(layer(layer(x)));
    List<Operation> all = new ArrayList<>();
    List<Operation> few = new ArrayList<>();
    for (Operation operation : graph.operations()) {
      (operation.out().rows() == Rows.TOKENS ? all : few).add(operation);
    }
    assertEquals(1 + 13 + 5, all.size());
    assertEquals("Attention", names(all).getLast());
    assertEquals(
        List.of(
            "SelectOutputs",
            "Linear",
            "SelectOutputs",
            "Add",
            "RmsNorm",
            "Linear",
            "Linear",
            "GatedActivation",
            "Linear",
            "Add",
            "RmsNorm",
            "Linear"),
        names(few));
    assertReadsOnlyWhatIsWritten(graph);
  }

  @Test
  void whatOthersReadIsComputedForAll() {
    Value x = builder.embed(weight(8, 10));
    Value twice = builder.scale(x, 2);
    Value last = linear(twice, 8);
    builder.attention(last, last, last, SPEC);
    Graph graph = pushed(builder.add(twice, last));
    assertEquals(
        List.of(
            "Embed",
            "Scale",
            "Linear",
            "Attention",
            "SelectOutputs",
            "SelectOutputs",
            "Add",
            "RmsNorm",
            "Linear"),
        names(graph.operations()));
    assertReadsOnlyWhatIsWritten(graph);
  }

  @Test
  void aValueIsSelectedOnce() {
    Value x = builder.embed(weight(8, 10));
    Graph graph = pushed(builder.add(linear(x, 8), linear(x, 8)));
    assertEquals(
        List.of("Embed", "SelectOutputs", "Linear", "Linear", "Add", "RmsNorm", "Linear"),
        names(graph.operations()));
    assertReadsOnlyWhatIsWritten(graph);
  }

  private static void assertReadsOnlyWhatIsWritten(Graph graph) {
    List<Value> written = new ArrayList<>();
    for (Operation operation : graph.operations()) {
      for (Value in : operation.inputs()) {
        assertTrue(written.contains(in), operation + " reads " + in);
      }
      written.add(operation.out());
    }
    for (Value value : written) {
      assertSame(graph.values().get(value.id()), value);
    }
    assertEquals(Rows.OUTPUTS, graph.hidden().rows());
    assertTrue(written.contains(graph.hidden()));
    assertTrue(written.contains(requireNonNull(graph.logits())));
  }
}
