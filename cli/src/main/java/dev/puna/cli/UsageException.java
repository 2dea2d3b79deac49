package dev.puna.cli;

/** The command line makes no sense, in a way that picocli does not see. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
