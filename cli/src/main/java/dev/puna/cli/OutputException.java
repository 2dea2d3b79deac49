package dev.puna.cli;

import java.io.IOException;
import java.util.Locale;

/** Standard output could not be written. */
final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super("cannot write to standard output: " + cause.getMessage(), cause);
  }

  /** Whether nobody reads it any more, as in {@code puna run ... | head}: no reason to complain. */
  boolean isClosedPipe() {
    // The text of EPIPE has the word in the languages that the C library speaks.
    return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }
}
