package dev.puna.benchmarks;

import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import org.openjdk.jmh.annotations.Param;

/** RMS norms of whole rows and of heads, several in a row. */
public class NormBenchmark extends KernelBenchmark {
  private static final int REPEATS = 16;

  /** Elements of a row. */
  @Param("2048")
  public int width;

  /** Elements normed together. */
  @Param({"2048", "128"})
  public int length;

  /** For JMH. */
  public NormBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    Value value = builder.embed(RandomWeight.table(width, 0));
    for (int i = 0; i < REPEATS; i++) {
      value = builder.rmsNorm(value, RandomWeight.ones(length), 1e-5f);
    }
    return value;
  }

  @Override
  long operationsPerToken() {
    return (long) REPEATS * width;
  }
}
