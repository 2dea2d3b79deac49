package dev.puna.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Errors of the file system, as messages that say what to do. */
final class IoErrors {
  private IoErrors() {}

  /**
   * The exception to throw.
   *
   * @param action what can not be done: "open PATH", "write PATH"
   */
  static UncheckedIOException unchecked(String action, IOException cause) {
    String problem =
        switch (cause) {
          case NoSuchFileException e -> "there is no such file or folder; check the path";
          case AccessDeniedException e -> "permission denied; check the rights of file and folder";
          default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    return new UncheckedIOException("Cannot " + action + ": " + problem, cause);
  }
}
