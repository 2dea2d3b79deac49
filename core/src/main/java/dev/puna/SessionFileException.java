package dev.puna;

import org.jspecify.annotations.Nullable;

/**
 * A saved session can not be written or read: it is damaged, or of another model. The message names
 * the file and what is wrong.
 */
public final class SessionFileException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user and what caused it. */
  public SessionFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
