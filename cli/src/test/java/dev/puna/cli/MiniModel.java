package dev.puna.cli;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The miniature models of core's tests, as files. */
final class MiniModel {
  private MiniModel() {}

  /** Copies {@code NAME.gguf} and {@code NAME.logits} into a folder. */
  static GoldenModel copy(String name, Path folder) throws IOException {
    copyFile(name + ".gguf", folder);
    copyFile(name + ".logits", folder);
    return GoldenModel.in(folder, name);
  }

  private static void copyFile(String name, Path folder) throws IOException {
    try (InputStream in = MiniModel.class.getResourceAsStream("/golden/mini/" + name)) {
      Files.write(folder.resolve(name), Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
