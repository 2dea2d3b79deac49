package dev.puna.benchmarks;

import dev.puna.graph.Activation;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.Value;
import org.openjdk.jmh.annotations.Param;

/** Gated activations, several in a row. */
public class ActivationBenchmark extends KernelBenchmark {
  private static final int REPEATS = 16;

  /** The activation. */
  @Param({"SILU", "GELU_TANH"})
  public Activation activation = Activation.SILU;

  /** Elements of a row. */
  @Param("8192")
  public int width;

  /** For JMH. */
  public ActivationBenchmark() {}

  @Override
  Value build(GraphBuilder builder) {
    // Where a gate is about 1, values neither vanish nor overflow.
    Value gate = builder.embed(RandomWeight.table(width, 1));
    Value value = gate;
    for (int i = 0; i < REPEATS; i++) {
      value = builder.gated(gate, value, activation);
    }
    return value;
  }

  @Override
  long operationsPerToken() {
    return (long) REPEATS * width;
  }
}
