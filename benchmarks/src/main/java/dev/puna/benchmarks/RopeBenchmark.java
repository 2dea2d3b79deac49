package dev.puna.benchmarks;

import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;
import org.openjdk.jmh.annotations.Param;

/** Rope over all heads, several times in a row. */
public class RopeBenchmark extends KernelBenchmark {
  private static final int REPEATS = 16;

  /** Which elements make a pair. */
  @Param({"NEIGHBOURS", "HALVES"})
  public Pairing pairing = Pairing.HALVES;

  /** Elements of a row. */
  @Param("2048")
  public int width;

  /** Elements of a head. */
  @Param("64")
  public int headLength;

  /** For JMH. */
  public RopeBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    float[] frequencies = new float[headLength / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) Math.pow(10_000, -(double) i / frequencies.length);
    }
    RopeSpec spec = new RopeSpec(pairing, frequencies, 1);
    Value value = builder.embed(RandomWeight.table(width, 0));
    for (int i = 0; i < REPEATS; i++) {
      value = builder.rope(value, headLength, spec);
    }
    return value;
  }

  @Override
  long operationsPerToken() {
    return (long) REPEATS * width;
  }
}
