package dev.puna;

import org.jspecify.annotations.Nullable;

/** An answer that could not become a value of the type that was asked for. */
public final class AnswerException extends PunaException {
  private static final long serialVersionUID = 1L;

  private final transient Generation generation;

  AnswerException(String message, Generation generation, @Nullable Throwable cause) {
    super(message, cause);
    this.generation = generation;
  }

  /** The answer as far as it came, and why it ended. */
  public Generation generation() {
    return generation;
  }
}
