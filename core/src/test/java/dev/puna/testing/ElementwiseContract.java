package dev.puna.testing;

import dev.puna.graph.Activation;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed row by row, from the elements of a row. */
public interface ElementwiseContract extends BackendContract {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 72, 80, 96, 112, 257, 1000})
  default void normalises(int length) {
    RandomWeights random = new RandomWeights(length);
    Weight weight = random.vector(length);
    for (int runs : new int[] {1, 3}) {
      Weight table = random.table(length * runs, BackendPair.VOCABULARY, 3);
      backends().check("norm", 1e-5, graph -> graph.rmsNorm(graph.embed(table), weight, 1e-6f));
    }
    Weight zeros = random.table(length, BackendPair.VOCABULARY, 0);
    backends().check("norm of zeros", 0, graph -> graph.rmsNorm(graph.embed(zeros), weight, 1e-5f));
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
  default void rotates(int head, int dimensions, int heads) {
    float[] frequencies = new float[dimensions / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) Math.pow(10_000, -2.0 * i / dimensions);
    }
    Weight table = new RandomWeights(head).table(head * heads, BackendPair.VOCABULARY, 1);
    for (Pairing pairing : Pairing.values()) {
      RopeSpec spec = new RopeSpec(pairing, frequencies, 1.25f);
      RopeSpec other = new RopeSpec(pairing, new float[] {0.5f}, 1);
      backends()
          .check(
              "rope " + pairing + " " + head,
              1e-5,
              graph -> {
                Value once = graph.rope(graph.embed(table), head, spec);
                return graph.rope(graph.rope(once, head, other), head, spec);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  default void activates(Activation activation) {
    for (int width : new int[] {1, 3, 17, 72, 1000}) {
      RandomWeights random = new RandomWeights(width);
      for (float size : new float[] {1e-20f, 1, 60}) {
        Weight gate = random.table(width, BackendPair.VOCABULARY, size);
        Weight up = random.table(width, BackendPair.VOCABULARY, 1);
        backends()
            .check(
                activation + " " + size,
                1e-5,
                graph -> graph.gated(graph.embed(gate), graph.embed(up), activation));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 72, 1000})
  default void addsScalesAndCaps(int width) {
    RandomWeights random = new RandomWeights(width);
    Weight a = random.table(width, BackendPair.VOCABULARY, 1);
    Weight b = random.table(width, BackendPair.VOCABULARY, 4);
    backends().check("add", 0, graph -> graph.add(graph.embed(a), graph.embed(b)));
    backends().check("scale", 0, graph -> graph.scale(graph.embed(a), 11.3f));
    backends().check("cap", 1e-6, graph -> graph.softcap(graph.embed(b), 3));
    backends().check("high cap", 1e-6, graph -> graph.softcap(graph.embed(b), 500));
    backends()
        .check(
            "outputs",
            1e-6,
            graph -> {
              Value x = graph.selectOutputs(graph.embed(a));
              Value y = graph.selectOutputs(graph.embed(b));
              return graph.softcap(graph.add(x, y), 2);
            });
  }
}
