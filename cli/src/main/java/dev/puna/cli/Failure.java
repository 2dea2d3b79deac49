package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.gguf.GgufFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * How a command failed, in words for the user.
 *
 * @param status the exit status
 * @param message what went wrong and what to do
 */
record Failure(int status, String message) {
  /** Something went wrong. */
  static final int FAILED = 1;

  /** The command line makes no sense, or a command that answers yes or no can not tell. */
  static final int USAGE = 2;

  /** What a shell reports for a program that SIGPIPE ended. */
  static final int CLOSED_PIPE = 141;

  /** The failure that an exception stands for. */
  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case OutputException e when e.isClosedPipe() -> new Failure(CLOSED_PIPE, "");
      case UsageException e -> new Failure(USAGE, text(e));
      case UndecidedException e when e.getCause() != null ->
          new Failure(USAGE, message(e.getCause()));
      default -> new Failure(FAILED, message(thrown));
    };
  }

  private static String message(Throwable thrown) {
    return switch (thrown) {
      case PunaException e when e.getCause() instanceof Error error -> message(error);
      case PunaException e -> text(e);
      case GgufFormatException e -> text(e);
      case IllegalArgumentException e -> text(e);
      case UncheckedIOException e -> text(e);
      case NoSuchFileException e ->
          e.getFile() + ": there is no such file or folder; check the path";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e ->
          e.getFile() + ": " + (e.getReason() == null ? "it can not be used" : e.getReason());
      case IOException e -> text(e);
      case OutOfMemoryError e ->
          "out of memory (the Java heap may grow to "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB); for more set PUNA_JAVA_OPTS=-Xmx8g, or ask for a shorter context";
      case StackOverflowError e -> "the input is nested too deeply";
      default -> "internal error: " + thrown + " (--verbose shows where)";
    };
  }

  private static String text(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
