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

  /** Where rows are short the compiler takes more of what surrounds a kernel with it. */
  @BeforeAll
  static void theProcessMultipliesShortRowsToo() {
    for (TensorType type : RandomWeights.TYPES) {
      Product product = new Product(type, 64 * ROWS, Math.max(type.blockLength(), 16));
      for (int count : new int[] {1, 2, 6, Activations.FEW + 1, 1}) {
        product.run(count, 20);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void allocatesNothing(TensorType type) {
    Product product = new Product(type, ROWS, COLUMNS);
    for (int count : new int[] {1, 2, 6, 40, Activations.FEW + 1}) {
      AllocatedBytes allocated = new AllocatedBytes("puna-simd-");
      product.run(count, 1);
      long end = System.nanoTime() + PATIENCE;
      long bytes;
      do {
        long before = allocated.now();
        product.run(count, 50);
        bytes = allocated.now() - before;
      } while (bytes != 0 && System.nanoTime() < end);
      assertEquals(0, bytes, type + " with " + count + " tokens");
    }
  }

  /** A product of random weights with random activations. */
  private static final class Product {
    private static final int MOST_TOKENS = Activations.FEW + 1;

    private final int rows;
    private final int columns;
    private final Activations activations;
    private final MatMul product;
    private final float[] x;
    private final float[] out;

    Product(TensorType type, int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
      Random random = new Random(8);
      Weight weight = RandomWeights.of(type, rows, columns, random);
      WeightRows weightRows = MatMuls.rows(weight);
      Workspace[] workspaces = {new Workspace()};
      activations = new Activations(weightRows.order, workspaces);
      product = new DecodingMatMul(weight, weightRows, activations, workspaces);
      x = RandomWeights.activations(MOST_TOKENS * columns, random);
      out = new float[MOST_TOKENS * rows];
    }

    void run(int count, int times) {
      for (int i = 0; i < times; i++) {
        activations.begin(x, 0, columns, columns, count);
        for (int unit = 0; unit < activations.units(); unit++) {
          activations.write(unit, 0);
        }
        product.multiply(0, rows, 0, count, out, 0, rows, 0);
      }
    }
  }
}
