package dev.puna.testing;

import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embedding and products with matrices of every type. */
public interface LinearContract extends BackendContract {
  @ParameterizedTest
  @MethodSource("dev.puna.testing.RandomWeights#types")
  default void embeds(TensorType type) {
    for (int blocks : new int[] {1, 2, 3, 7}) {
      int columns = blocks * type.blockLength();
      Weight table = new RandomWeights(blocks).matrix(type, columns, BackendPair.VOCABULARY, 1);
      backends().check("embed " + type + " " + columns, 0, graph -> graph.embed(table));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.testing.RandomWeights#types")
  default void multiplies(TensorType type) {
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
    Weight table = random.table(columns, BackendPair.VOCABULARY, 1);
    Weight matrix = random.matrix(type, columns, rows, 1);
    Weight bias = rows % 2 == 0 ? null : random.vector(rows);
    String what = "linear " + type + " " + rows + " x " + columns;
    backends()
        .check(
            what,
            1e-5 * Math.sqrt(columns),
            graph -> graph.linear(graph.embed(table), matrix, bias));
  }

  @Test
  default void multipliesSeveralMatricesWithTheSameInput() {
    RandomWeights random = new RandomWeights(3);
    Weight table = random.table(64, BackendPair.VOCABULARY, 1);
    Weight a = random.matrix(TensorType.F32, 64, 70, 1);
    Weight b = random.matrix(TensorType.Q8_0, 64, 70, 1);
    Weight c = random.matrix(TensorType.F16, 64, 70, 1);
    backends()
        .check(
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
  default void multipliesWeightsOnTheHeap() {
    RandomWeights random = new RandomWeights(4);
    Weight table = random.table(256, BackendPair.VOCABULARY, 1);
    for (TensorType type : RandomWeights.types()) {
      Weight matrix = random.matrix(type, 256, 33, 1);
      byte[] bytes = matrix.data().toArray(ValueLayout.JAVA_BYTE);
      Weight heap = new Weight("heap", type, 256, 33, 1, MemorySegment.ofArray(bytes));
      backends().check("heap " + type, 1e-4, graph -> graph.linear(graph.embed(table), heap, null));
    }
  }
}
