package dev.puna;

/** A prompt does not fit the context. The message has the numbers. */
public final class ContextLengthException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for a prompt of {@code tokens} in a context of {@code contextLength}. */
  public ContextLengthException(int tokens, int contextLength) {
    super(
        "the prompt has "
            + tokens
            + " tokens and the context holds "
            + contextLength
            + "; shorten the prompt or load the model with a longer context");
  }
}
