package dev.puna.simd.linear;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is announced is enough for what products take in the end. */
final class MatMulMemoryTest {
  private static final int TOKENS = 150;

  static List<TensorType> types() {
    return RandomWeights.TYPES;
  }

  @ParameterizedTest
  @MethodSource("types")
  void announcedMemoryIsEnough(TensorType type) {
    Random random = new Random(3);
    for (int columns : new int[] {256, 1536}) {
      Weight weight = RandomWeights.of(type, 70, columns, random);
      MatMulMemory memory = new MatMulMemory();
      memory.add(weight, TOKENS);
      Workspace work = new Workspace();
      Workspace[] workspaces = {work};
      WeightRows rows = MatMuls.rows(weight);
      Activations x = new Activations(rows.order, workspaces);
      MatMul product = new DecodingMatMul(weight, rows, x, workspaces);
      float[] in = RandomWeights.activations(TOKENS * columns, random);
      float[] out = new float[TOKENS * 70];
      for (int count : new int[] {1, 9, TOKENS}) {
        x.begin(in, 0, columns, columns, count);
        for (int unit = 0; unit < x.units(); unit++) {
          x.write(unit, 0);
        }
        product.multiply(0, 70, 0, count, out, 0, 70, 0);
      }
      long taken = 0L + work.weights.length + work.streams.elements();
      taken += work.panel.elements();
      taken += x.sums.length + x.tiles.length();
      taken += rows.order.isNatural() ? 0 : x.values.length;
      long announced = memory.bytes(1) / Float.BYTES;
      assertTrue(taken <= announced, type + " takes " + taken + " floats, not " + announced);
      assertTrue(announced < 2 * taken, type + " takes " + taken + " of " + announced + " floats");
    }
  }
}
