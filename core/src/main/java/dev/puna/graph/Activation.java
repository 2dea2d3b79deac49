package dev.puna.graph;

/** The non-linear function of a feed-forward layer. */
public enum Activation {
  /** {@code x * sigmoid(x)}, "swish". */
  SILU,
  /** The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, 2016). */
  GELU_TANH
}
