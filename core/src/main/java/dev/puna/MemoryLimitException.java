package dev.puna;

/** A model needs more memory than it may have. The message has the numbers. */
public final class MemoryLimitException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user. */
  public MemoryLimitException(String message) {
    super(message);
  }
}
