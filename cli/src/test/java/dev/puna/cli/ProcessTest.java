package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: signals, pipes and exit statuses. */
class ProcessTest {
  private static final List<String> VECTORS =
      List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

  /** An answer without an end: random tokens. */
  private static final String[] ENDLESS = {
    "run", "--temp", "5", "--top-k", "0", "--top-p", "1", "--min-p", "0", "--raw", "Once"
  };

  private final List<Process> started = new ArrayList<>();

  private Process start(List<String> flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.addAll(flags);
    command.add("dev.puna.cli.Main");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    process.getOutputStream().close();
    return process;
  }

  @AfterEach
  void leaveNoProcess() {
    started.forEach(Process::destroyForcibly);
  }

  private static int status(Process process) throws InterruptedException {
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process does not end");
    return process.exitValue();
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> lines(Process process) throws IOException {
    // The JVM itself warns of the incubator module, and only the launcher can keep that away.
    return text(process.getErrorStream()).lines().filter(l -> !l.startsWith("WARNING:")).toList();
  }

  @Test
  void answerIsAllThereIsOnStandardOutput() throws Exception {
    Process process = start(VECTORS, "run", "--temp", "0", "What is the capital of France?");
    assertEquals("The capital of France is Paris.\n", text(process.getInputStream()));
    List<String> lines = lines(process);
    assertTrue(lines.size() == 1 && lines.getFirst().startsWith("prompt: "), lines.toString());
    assertEquals(0, status(process));
  }

  @Test
  void withoutVectorModuleItWorksWithOneWarning() throws Exception {
    Process process = start(List.of(), "run", "--temp", "0", "-n", "2", "Who are you?");
    assertEquals("I am\n", text(process.getInputStream()));
    List<String> lines = lines(process);
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.getFirst().startsWith("puna: warning: "), lines.toString());
    assertTrue(lines.getFirst().contains("--add-modules jdk.incubator.vector"), lines.toString());
    assertEquals(0, status(process));
  }

  @Test
  void errorsEndWithTheirStatus() throws Exception {
    Process failed = start(VECTORS, "info", "/no/such");
    assertEquals(1, lines(failed).size());
    assertEquals(Failure.FAILED, status(failed));
    Process misused = start(VECTORS, "run");
    assertEquals(1, lines(misused).size());
    assertEquals(Failure.USAGE, status(misused));
  }

  @Test
  void closedPipeEndsItQuietly() throws Exception {
    Process process = start(VECTORS, ENDLESS);
    assertEquals(5, process.getInputStream().readNBytes(5).length);
    process.getInputStream().close();
    assertEquals(List.of(), lines(process));
    assertEquals(Failure.CLOSED_PIPE, status(process));
  }

  @Test
  void signalEndsItAtOnce() throws Exception {
    Process process = start(VECTORS, ENDLESS);
    assertEquals(1, process.getInputStream().readNBytes(1).length);
    process.destroy();
    assertTrue(process.waitFor(5, TimeUnit.SECONDS), "the process does not end");
    assertEquals(128 + 15, process.exitValue());
  }

  @Test
  void signalLeavesNoHalfWrittenModel(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.gguf");
    Process process =
        start(VECTORS, "synth", "--shape", "llama-3.1-8b", "--type", "F32", "-o", file.toString());
    while (process.isAlive() && list(folder).isEmpty()) {
      Thread.sleep(1);
    }
    assertEquals(List.of(folder.resolve("model.gguf.partial")), list(folder));
    process.destroy();
    assertTrue(process.waitFor(5, TimeUnit.SECONDS), "the process does not end");
    assertEquals(List.of(), list(folder));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void memoryThatDoesNotSufficeIsReported() throws Exception {
    Process process =
        start(
            Stream.concat(Stream.of("-Xmx8m"), VECTORS.stream()).toList(),
            "run",
            "--temp",
            "0",
            "Who are you?");
    List<String> lines = lines(process);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.getFirst().startsWith("puna: out of memory"), lines.toString());
    assertEquals(Failure.FAILED, status(process));
  }
}
