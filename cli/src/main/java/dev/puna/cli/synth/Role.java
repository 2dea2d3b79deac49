package dev.puna.cli.synth;

/** What a tensor does, as far as its type depends on it. */
enum Role {
  /** The embedding table. */
  EMBEDDING,
  /** The output matrix, or the embedding table that serves as one. */
  OUTPUT,
  /** Makes queries. */
  QUERY,
  /** Makes keys. */
  KEY,
  /** Makes values. */
  VALUE,
  /** Takes the heads back to the width of a hidden state. */
  ATTENTION_OUTPUT,
  /** Gate of a feed-forward network or of all experts. */
  GATE,
  /** Up-projection of a feed-forward network or of all experts. */
  UP,
  /** Down-projection of a feed-forward network or of all experts. */
  DOWN,
  /** Scores the experts; always F32. */
  ROUTER,
  /** Weights of a norm; always F32. */
  NORM,
  /** Factors on the wave lengths of a rope; always F32. */
  ROPE_FACTORS;

  /** Whether its type is that of the mix. */
  boolean isMixed() {
    return compareTo(ROUTER) < 0;
  }
}
