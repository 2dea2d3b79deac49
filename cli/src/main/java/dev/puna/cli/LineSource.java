package dev.puna.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the lines of a chat come from. */
interface LineSource extends AutoCloseable {
  /** The next line, or null at the end. */
  @Nullable String next() throws IOException;

  /** Whether a person is typing them. */
  boolean isInteractive();

  @Override
  void close() throws IOException;
}
