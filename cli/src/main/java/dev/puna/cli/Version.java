package dev.puna.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** What {@code puna --version} says. */
final class Version implements IVersionProvider {
  /** For picocli. */
  Version() {}

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "puna " + number(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name", "unknown JVM"),
    };
  }

  /** The number of this version. */
  static String number() throws IOException {
    try (InputStream version = Version.class.getResourceAsStream("version.txt")) {
      return version == null
          ? "(unknown version)"
          : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
