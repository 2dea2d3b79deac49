package dev.puna.architecture;

import dev.puna.PunaException;

/**
 * A file is a sound GGUF file but no model that can be run: a key or tensor is missing or does not
 * fit, or the architecture is unknown. The message names it.
 */
public final class ModelFormatException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user. */
  public ModelFormatException(String message) {
    super(message);
  }
}
