package dev.puna.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Errors of the file system, as messages that say what to do. */
final class IoErrors {
  private IoErrors() {}

  /**
   * Refuses a folder or device: a pipe would not end, and a device must not be replaced by a file.
   *
   * @param verb what can not be done: "open", "write"
   */
  static void requireRegular(String verb, Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw unchecked(verb, path, new IOException("it is no regular file; name a .gguf file"));
    }
  }

  /**
   * The exception to throw.
   *
   * @param verb what can not be done: "open", "write"
   * @param object a path, or words for what is not at one
   */
  static UncheckedIOException unchecked(String verb, Object object, IOException cause) {
    String problem =
        switch (cause) {
          case NoSuchFileException e -> "there is no such file or folder; check the path";
          case AccessDeniedException e -> "permission denied; check the rights of file and folder";
          default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    return new UncheckedIOException("Cannot " + verb + " " + object + ": " + problem, cause);
  }
}
