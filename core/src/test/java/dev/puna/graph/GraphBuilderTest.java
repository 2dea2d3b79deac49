package dev.puna.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private static Weight weight(String name, int columns, int rows, int slices) {
    MemorySegment data = Arena.ofAuto().allocate(4L * columns * rows * slices);
    return new Weight(name, TensorType.F32, columns, rows, slices, data);
  }

  private final GraphBuilder graph = new GraphBuilder();
  private final Value x = graph.embed(weight("token_embd.weight", 8, 10, 1));

  @Test
  void everyOperationWritesAValueOfItsOwn() {
    Value normed = graph.rmsNorm(x, weight("norm.weight", 8, 1, 1), 1e-5f);
    Value out = graph.linear(graph.selectOutputs(normed), weight("output.weight", 8, 10, 1), null);
    Graph built = graph.build(normed, out);
    assertEquals(4, built.operations().size());
    assertEquals(new Value(3, Rows.OUTPUTS, 10), built.logits());
    assertEquals(List.of(x, normed), built.values().subList(0, 2));
  }

  @Test
  void theGraphWithoutLogitsEndsWithTheHiddenState() {
    Value hidden = graph.selectOutputs(x);
    Value out = graph.linear(hidden, weight("output.weight", 8, 10, 1), null);
    Graph cut = graph.build(hidden, out).withoutLogits();
    assertEquals(2, cut.operations().size());
    assertNull(cut.logits());
  }

  @Test
  void aMatrixThatDoesNotFitIsRefusedByName() {
    assertRefused("up.weight", () -> graph.linear(x, weight("up.weight", 9, 4, 1), null));
    assertRefused(
        "up.bias", () -> graph.linear(x, weight("up.weight", 8, 4, 1), weight("up.bias", 5, 1, 1)));
    assertRefused("norm.weight", () -> graph.rmsNorm(x, weight("norm.weight", 3, 1, 1), 1e-5f));
  }

  @Test
  void widthsThatDifferAreRefused() {
    Value narrow = graph.linear(x, weight("down.weight", 8, 4, 1), null);
    assertRefused("differ", () -> graph.add(x, narrow));
    assertRefused("differ", () -> graph.gated(x, narrow, Activation.SILU));
    assertRefused("differ", () -> graph.add(x, graph.selectOutputs(x)));
  }

  @Test
  void attentionChecksItsWidths() {
    AttentionSpec spec = new AttentionSpec(2, 1, 4, 4, 1, 0, 0);
    Value kv = graph.linear(x, weight("k.weight", 8, 4, 1), null);
    assertEquals(8, graph.attention(x, kv, kv, spec).width());
    assertRefused("attention", () -> graph.attention(x, x, kv, spec));
    assertThrows(IllegalArgumentException.class, () -> new AttentionSpec(3, 2, 4, 4, 1, 0, 0));
    assertThrows(
        ArithmeticException.class, () -> new AttentionSpec(1 << 20, 1, 1 << 20, 4, 1, 0, 0));
  }

  @Test
  void ropeMustFitTheHead() {
    RopeSpec rope = new RopeSpec(RopeSpec.Pairing.HALVES, new float[3], 1);
    assertEquals(8, graph.rope(x, 8, rope).width());
    assertRefused("6 dimensions", () -> graph.rope(x, 4, rope));
    assertRefused("does not divide", () -> graph.rope(x, 3, rope));
  }

  @Test
  void expertsMustAllHaveTheSameShape() {
    Value router = graph.linear(x, weight("gate_inp.weight", 8, 3, 1), null);
    Weight gate = weight("gate_exps.weight", 8, 5, 3);
    Weight down = weight("down_exps.weight", 5, 8, 3);
    assertEquals(8, graph.experts(x, router, gate, gate, down, 2, Activation.SILU).width());
    assertRefused(
        "gate_exps.weight", () -> graph.experts(x, router, gate, gate, gate, 2, Activation.SILU));
    assertRefused(
        "4 experts used", () -> graph.experts(x, router, gate, gate, down, 4, Activation.SILU));
  }

  @Test
  void aWeightIsCutByRowsSlicesAndElements() {
    Weight experts = weight("exps.weight", 4, 6, 3);
    assertEquals(96, experts.slice(2).data().byteSize());
    Weight matrix = weight("qkv.weight", 4, 6, 1);
    Weight part = matrix.rowRange(4, 2);
    assertEquals(64, part.data().address() - matrix.data().address());
    assertEquals(2, part.rows());
    Weight bias = weight("qkv.bias", 6, 1, 1).columnRange(2, 3);
    assertEquals(3, bias.columns());
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.rowRange(5, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> bias.columnRange(-1, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Weight("w", TensorType.F32, 4, 2, 1, bias.data()));
  }

  private static void assertRefused(String part, org.junit.jupiter.api.function.Executable action) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
    assertTrue(message.contains(part), message);
  }
}
