package dev.puna.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of standard input that nobody is typing. */
final class PipedLines implements LineSource {
  private final BufferedReader reader;

  PipedLines(InputStream in) {
    reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable String next() throws IOException {
    return reader.readLine();
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public void close() {}
}
