package dev.puna.simd.linear;

import dev.puna.graph.Weight;

/** Finds the product for a weight's type. */
public final class MatMuls {
  private MatMuls() {}

  /**
   * The product of a weight of one slice.
   *
   * @param maxTokens the most rows of activations of a call
   * @param workers threads that call, numbered from 0
   * @throws IllegalArgumentException if Puna can not compute with the weight's type
   */
  public static MatMul of(Weight weight, int maxTokens, int workers) {
    return new ScalarDecodeMatMul(weight, workers);
  }
}
