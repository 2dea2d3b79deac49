package dev.puna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The large reference results, in the folder that {@code -Dpuna.golden} names. */
final class GoldenFolder {
  private GoldenFolder() {}

  static Path of(String name) {
    Path folder = Path.of(System.getProperty("puna.golden", "")).resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new AssertionError("reference results are missing: " + folder);
    }
    return folder;
  }

  /** The files of a folder whose names end so, in order. */
  static List<Path> files(String name, String ending) {
    try (Stream<Path> files = Files.list(of(name))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
