package dev.puna.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Standard error where the launcher has moved it to another descriptor. */
final class StandardError {
  /** The number that POSIX gives it. */
  private static final int POSIX = 2;

  private StandardError() {}

  /**
   * Points standard error at the descriptor named by {@code puna.stderr}. The launcher starts the
   * JVM with its standard error in a pipe, where it takes away the warning of the incubating Vector
   * API, and it opens {@code java.io} for this.
   */
  static void restore() {
    int descriptor = descriptor();
    if (descriptor == POSIX) {
      return;
    }
    try {
      var field = FileDescriptor.class.getDeclaredField("fd");
      field.setAccessible(true);
      // Ends the pipe: the runtime puts /dev/null in its place.
      new FileOutputStream(FileDescriptor.err).close();
      field.setInt(FileDescriptor.err, descriptor);
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("java.io.FileDescriptor has changed", e);
    }
  }

  /** The descriptor of the standard error that the user sees. */
  static int descriptor() {
    return Integer.getInteger("puna.stderr", POSIX);
  }
}
