package dev.puna.benchmarks;

import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import dev.puna.quant.TensorType;
import org.openjdk.jmh.annotations.Param;

/**
 * Products of matrices with one token (generation), a few (sequences together) and many (a prompt).
 * The matrices should not fit the processor's cache, or reading them costs too little.
 */
public class LinearBenchmark extends KernelBenchmark {
  /** The matrices' type. */
  @Param({
    "F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
    "Q6_K"
  })
  public TensorType type = TensorType.F32;

  /** Inputs. */
  @Param("2048")
  public int columns;

  /** Outputs. */
  @Param("8192")
  public int rows;

  /** How many different matrices are multiplied in a run. */
  @Param("4")
  public int matrices;

  /** For JMH. */
  public LinearBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    Value in = builder.embed(RandomWeight.table(columns, 0));
    Value sum = builder.linear(in, RandomWeight.matrix(type, columns, rows), null);
    for (int i = 1; i < matrices; i++) {
      sum = builder.add(sum, builder.linear(in, RandomWeight.matrix(type, columns, rows), null));
    }
    return sum;
  }

  @Override
  long operationsPerToken() {
    return (long) matrices * rows * columns;
  }
}
