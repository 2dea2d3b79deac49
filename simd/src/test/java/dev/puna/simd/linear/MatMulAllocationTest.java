package dev.puna.simd.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import dev.puna.quant.testing.AllocatedBytes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A product allocates nothing, once the compiler has seen it. Where it does, the compiler could not
 * take a kernel as a whole, boxes the vectors, and the kernel is ten times slower.
 */
final class MatMulAllocationTest {
  private static final int ROWS = 32;
  private static final int COLUMNS = 512;
  private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

  static List<TensorType> types() {
    return RandomWeights.TYPES;
  }

  @BeforeAll
  static void theProcessUsesOtherSegmentsToo() {
    OtherSegments.use();
  }

  @ParameterizedTest
  @MethodSource("types")
  void allocatesNothing(TensorType type) {
    Random random = new Random(8);
    Weight weight = RandomWeights.of(type, ROWS, COLUMNS, random);
    WeightRows rows = MatMuls.rows(weight);
    Workspace[] workspaces = {new Workspace()};
    Activations activations = new Activations(rows.order, workspaces);
    MatMul product = new DecodingMatMul(weight, rows, activations, workspaces);
    for (int count : new int[] {1, 2, 6, 40}) {
      float[] x = RandomWeights.activations(count * COLUMNS, random);
      float[] out = new float[count * ROWS];
      AllocatedBytes allocated = new AllocatedBytes("puna-simd-");
      long end = System.nanoTime() + PATIENCE;
      long bytes;
      do {
        long before = allocated.now();
        for (int i = 0; i < 50; i++) {
          activations.begin(x, 0, COLUMNS, COLUMNS, count);
          for (int unit = 0; unit < activations.units(); unit++) {
            activations.write(unit, 0);
          }
          product.multiply(0, ROWS, 0, count, out, 0, ROWS, 0);
        }
        bytes = allocated.now() - before;
      } while (bytes != 0 && System.nanoTime() < end);
      assertEquals(0, bytes, type + " with " + count + " tokens");
    }
  }
}
