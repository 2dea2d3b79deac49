package dev.puna.simd.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plain and the vector form of a product give the same bits. */
final class PlainMatMulTest {

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"F32", "F16", "BF16", "Q8_0"})
  void formsAgree(TensorType type) {
    Random random = new Random(3);
    int[] columns = type.blockLength() == 1 ? new int[] {1, 7, 16, 33, 300} : new int[] {32, 96};
    for (int width : columns) {
      for (int tokens : new int[] {1, 2, 19}) {
        Weight weight = RandomWeights.of(type, 13, width, random);
        float[] x = new float[3 + tokens * (width + 2)];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
        }
        float[] plain = new float[5 + tokens * 20];
        float[] vectors = plain.clone();
        Workspace[] work = {new Workspace()};
        Activations activations = new Activations(ActivationOrder.NATURAL, work);
        activations.begin(x, 3, width + 2, width, tokens);
        for (int unit = 0; unit < activations.units(); unit++) {
          activations.write(unit, 0);
        }
        new PlainMatMul(weight, activations, work).multiply(2, 12, 0, tokens, plain, 5, 20, 0);
        new DecodingMatMul(weight, MatMuls.rows(weight), activations, work)
            .multiply(2, 12, 0, tokens, vectors, 5, 20, 0);
        assertArrayEquals(plain, vectors, type + " " + width + " " + tokens);
      }
    }
  }
}
