package dev.puna.spi;

import dev.puna.PunaException;
import org.jspecify.annotations.Nullable;

/** A backend can not be opened, can not compute what is asked of it, or failed while running. */
public class BackendException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user. */
  public BackendException(String message) {
    super(message);
  }

  /** Creates the exception with a message for the user and what caused it. */
  public BackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
