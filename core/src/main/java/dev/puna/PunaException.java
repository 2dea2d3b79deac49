package dev.puna;

import org.jspecify.annotations.Nullable;

/** The root of Puna's own exceptions. The message says what went wrong and what to do. */
public class PunaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user. */
  public PunaException(String message) {
    super(message);
  }

  /** Creates the exception with a message for the user and what caused it. */
  public PunaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
