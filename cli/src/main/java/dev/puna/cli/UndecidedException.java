package dev.puna.cli;

/**
 * A question has no answer because of something else, which no status of an answer may stand for.
 */
final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidedException(Exception cause) {
    super(cause);
  }
}
