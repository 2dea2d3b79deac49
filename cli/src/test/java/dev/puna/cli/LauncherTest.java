package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code puna}, beside a build and a JDK whose {@code java} is a script as well. */
class LauncherTest {
  private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

  @TempDir private Path root;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void copyLauncher() throws Exception {
    Path classes =
        Path.of(LauncherTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path launcher = classes.resolve("../../../puna").normalize();
    executable("puna", Files.readString(launcher));
    file("cli/target/puna/lib/puna-cli-1.jar", "");
    file("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
    executable("jdk/bin/javac", "");
    Files.createDirectory(root.resolve("tmp"));
  }

  @AfterEach
  void leaveNoProcess() {
    started.forEach(Process::destroyForcibly);
  }

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void executable(String name, String content) throws IOException {
    file(name, content);
    assertTrue(root.resolve(name).toFile().setExecutable(true));
  }

  /** Starts the launcher with a {@code java} that does this. */
  private Process start(String java, String... arguments) throws IOException {
    executable("jdk/bin/java", "#!/usr/bin/env bash\n" + java);
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(root.resolve("puna").toString()), Stream.of(arguments))
                .toList());
    builder.environment().put("PUNA_JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("TMPDIR", root.resolve("tmp").toString());
    for (String name : List.of("PUNA_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      builder.environment().remove(name);
    }
    Process process = builder.start();
    started.add(process);
    process.getOutputStream().close();
    return process;
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private void assertEnd(Process process, String out, String err, int status) throws Exception {
    assertEquals(out, text(process.getInputStream()));
    assertEquals(err, text(process.getErrorStream()));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(status, process.exitValue());
    try (Stream<Path> left = Files.list(root.resolve("tmp"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void whatJavaSaysBeforeTheCommandBeginsIsShown() throws Exception {
    Process process =
        start(
            "echo '"
                + WARNING
                + "' >&2; echo 'Error: no memory' >&2; printf 'no line' >&2; exit 7");
    assertEnd(process, "", "Error: no memory\nno line\n", 7);
  }

  @Test
  void commandWritesToItsOwnStandardErrorAndKeepsTheProcess() throws Exception {
    Process process =
        start(
            "echo '"
                + WARNING
                + "' >&2; exec 2>/dev/null; echo answer; echo $$; echo statistics >&9");
    assertEnd(process, "answer\n" + process.pid() + "\n", "statistics\n", 0);
  }

  @Test
  void nothingRunsBesideTheCommand() throws Exception {
    Process process = start("exec 2>/dev/null; echo; exec sleep 30");
    assertEquals('\n', process.getInputStream().read());
    for (int i = 0; i < 100 && process.children().count() > 0; i++) {
      Thread.sleep(50);
    }
    assertEquals(0, process.children().count(), "children of the command");
    process.destroy();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(128 + 15, process.exitValue());
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    Process process =
        start(
            "for last; do :; done; printf '%s' \"$last\"", "run", "two  words, * and \"quotes\"\n");
    assertEnd(process, "two  words, * and \"quotes\"\n", "", 0);
  }

  @Test
  void otherJdkIsRefused() throws Exception {
    file("jdk/release", "JAVA_VERSION=\"21.0.1\"\n");
    Process process = start("echo started");
    String error = text(process.getErrorStream());
    assertTrue(
        error.startsWith("puna: PUNA_JAVA_HOME is ") && error.endsWith("no JDK 25.\n"), error);
    assertEquals(1, process.waitFor());
    assertFalse(process.getInputStream().read() >= 0);
  }
}
