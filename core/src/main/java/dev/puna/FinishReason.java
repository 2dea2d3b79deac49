package dev.puna;

/** Why a generation ended. */
public enum FinishReason {
  /** The model ended its answer, or a stop string was met. */
  STOP,
  /** The number of tokens that was asked for is reached, or the context is full. */
  LENGTH,
  /** The caller cancelled it, its thread was interrupted, or the model was closed. */
  CANCELLED,
  /** Its time was over. */
  DEADLINE
}
