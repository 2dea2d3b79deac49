package dev.puna.graph;

/** How many rows a value has in one run; the number itself is known only to the batch. */
public enum Rows {
  /** One row for each token of the batch. */
  TOKENS,
  /** One row for each token whose logits or hidden state was asked for. */
  OUTPUTS
}
