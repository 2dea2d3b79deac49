package dev.puna.simd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** How many threads can compute at once without sharing a core. */
final class Processors {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Processors() {}

  /**
   * The processors that this JVM may use, by affinity and by container limits; but one for each
   * core where Linux says that cores have several hardware threads, which share what vectors need.
   */
  static int count() {
    int available = Runtime.getRuntime().availableProcessors();
    try {
      if (!Files.exists(CPUS) || read(CPUS.resolve("smt/active")).equals("0")) {
        return available;
      }
      return Math.clamp(cores(), 1, available);
    } catch (IOException | NumberFormatException e) {
      return available;
    }
  }

  /** Cores of which this process may use a hardware thread. */
  private static int cores() throws IOException {
    Set<String> cores = new HashSet<>();
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(ALLOWED)) {
        for (String range : line.substring(ALLOWED.length()).strip().split(",", -1)) {
          int dash = range.indexOf('-');
          int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
          int last = Integer.parseInt(range.substring(dash + 1));
          for (int cpu = first; cpu <= last; cpu++) {
            cores.add(read(CPUS.resolve("cpu" + cpu + "/topology/thread_siblings_list")));
          }
        }
      }
    }
    return cores.size();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
