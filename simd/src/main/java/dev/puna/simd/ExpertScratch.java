package dev.puna.simd;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.spi.PlanLimits;

/**
 * Memory for the tokens of a batch sorted by expert, shared by all expert layers of a plan. A pair
 * is a token with one of its experts.
 *
 * @param rows what goes in and comes out of the experts: {@code [pairs][width]}
 * @param gate gates, then activated: {@code [pairs][hidden]}
 * @param up {@code [pairs][hidden]}
 */
record ExpertScratch(float[] rows, float[] gate, float[] up) {

  /** Memory for the largest of the graph's expert layers. */
  static ExpertScratch of(Graph graph, PlanLimits limits) {
    long hidden = hiddenElements(graph, limits);
    return new ExpertScratch(array(rowElements(graph, limits)), array(hidden), array(hidden));
  }

  /** Bytes of it. */
  static long bytes(Graph graph, PlanLimits limits) {
    return Float.BYTES * (rowElements(graph, limits) + 2 * hiddenElements(graph, limits));
  }

  private static float[] array(long elements) {
    return new float[Math.toIntExact(elements + Buffers.PADDING)];
  }

  private static long rowElements(Graph graph, PlanLimits limits) {
    long elements = 0;
    for (Operation operation : graph.operations()) {
      if (operation instanceof Operation.Experts experts) {
        long pairs = (long) limits.tokens() * experts.used();
        elements = Math.max(elements, pairs * experts.in().width());
      }
    }
    return elements;
  }

  private static long hiddenElements(Graph graph, PlanLimits limits) {
    long elements = 0;
    for (Operation operation : graph.operations()) {
      if (operation instanceof Operation.Experts experts) {
        long pairs = (long) limits.tokens() * experts.used();
        elements = Math.max(elements, pairs * experts.gate().rows());
      }
    }
    return elements;
  }
}
