package dev.puna.cli;

import java.io.FileDescriptor;

/** Standard error where the launcher has moved it to another descriptor. */
final class StandardError {
  /** The number that POSIX gives it. */
  private static final int POSIX = 2;

  private StandardError() {}

  /**
   * Points standard error at the descriptor named by {@code puna.stderr}. The launcher starts the
   * JVM with its standard error at /dev/null, for the JVM warns of the incubating Vector API at
   * every start, and it opens {@code java.io} for this.
   */
  static void restore() {
    int descriptor = descriptor();
    if (descriptor == POSIX) {
      return;
    }
    try {
      var field = FileDescriptor.class.getDeclaredField("fd");
      field.setAccessible(true);
      field.setInt(FileDescriptor.err, descriptor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("java.io.FileDescriptor has changed", e);
    }
  }

  /** The descriptor of the standard error that the user sees. */
  static int descriptor() {
    return Integer.getInteger("puna.stderr", POSIX);
  }
}
