package dev.puna.cli;

import dev.puna.gguf.GgufWriter;
import java.nio.file.Path;

/** Small GGUF files. */
final class Gguf {
  private Gguf() {}

  /** A file with one key and no tensors. */
  static Path with(String key, String value, Path folder) {
    Path file = folder.resolve("one-key.gguf");
    new GgufWriter().string(key, value).write(file);
    return file;
  }
}
