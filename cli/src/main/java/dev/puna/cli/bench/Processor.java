package dev.puna.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The name of this machine's processor. */
final class Processor {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final String ARCHITECTURE = System.getProperty("os.arch", "unknown");

  private Processor() {}

  /** The name that its maker gives it; where the system does not tell, the instruction set. */
  static String name() {
    try {
      if (Files.isReadable(LINUX)) {
        return ofLinux(Files.readAllLines(LINUX, StandardCharsets.ISO_8859_1));
      }
      if (System.getProperty("os.name", "").startsWith("Mac")) {
        return firstLine("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string");
      }
    } catch (IOException e) {
      return ARCHITECTURE;
    }
    String ofWindows = System.getenv("PROCESSOR_IDENTIFIER");
    return ofWindows == null ? ARCHITECTURE : ofWindows;
  }

  static String ofLinux(List<String> lines) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.startsWith("model name") && colon >= 0) {
        return line.substring(colon + 1).strip();
      }
    }
    return ARCHITECTURE;
  }

  private static String firstLine(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      return line == null ? ARCHITECTURE : line.strip();
    }
  }
}
