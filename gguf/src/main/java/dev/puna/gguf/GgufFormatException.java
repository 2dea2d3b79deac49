package dev.puna.gguf;

/**
 * A GGUF file is damaged, hostile or of a kind that is not supported. The message names the key or
 * tensor, the offset, the value found and the limit it broke.
 */
public final class GgufFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message for the user. */
  public GgufFormatException(String message) {
    super(message);
  }
}
