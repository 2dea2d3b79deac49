package dev.puna.architecture;

import dev.puna.graph.Graph;

/** A model family: how its weights compute the next token. */
public interface Architecture {
  /**
   * Builds the computation.
   *
   * @param model its numbers
   * @param weights its tensors
   * @param contextLength positions that a sequence may have; some families choose rope factors by
   *     it
   * @throws ModelFormatException naming what is missing or does not fit
   */
  Graph build(Hyperparameters model, Weights weights, int contextLength);
}
