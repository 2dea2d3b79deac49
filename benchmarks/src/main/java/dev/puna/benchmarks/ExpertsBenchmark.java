package dev.puna.benchmarks;

import dev.puna.graph.Activation;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import dev.puna.quant.TensorType;
import org.openjdk.jmh.annotations.Param;

/** A mixture of experts: the softmax of the router, and the products of the chosen. */
public class ExpertsBenchmark extends KernelBenchmark {
  /** The experts' type. */
  @Param({"Q4_K", "Q8_0"})
  public TensorType type = TensorType.Q8_0;

  /** Elements of a hidden state. */
  @Param("2048")
  public int width;

  /** An expert's inner width. */
  @Param("768")
  public int inner;

  /** Experts. */
  @Param("64")
  public int experts;

  /** Experts that a token goes through. */
  @Param("8")
  public int used;

  /** For JMH. */
  public ExpertsBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    Value in = builder.embed(RandomWeight.table(width, 0));
    return builder.experts(
        in,
        builder.embed(RandomWeight.table(experts, 0)),
        RandomWeight.experts(type, width, inner, experts),
        RandomWeight.experts(type, width, inner, experts),
        RandomWeight.experts(type, inner, width, experts),
        used,
        Activation.SILU);
  }

  @Override
  long operationsPerToken() {
    return 3L * used * inner * width;
  }
}
