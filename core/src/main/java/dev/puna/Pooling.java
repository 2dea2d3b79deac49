package dev.puna;

/** How the hidden states of a text's tokens become one vector. */
public enum Pooling {
  /** Their average. */
  MEAN,
  /** The state of the first token. */
  FIRST,
  /** The state of the last token. */
  LAST
}
