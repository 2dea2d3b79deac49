package dev.puna.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
  private static final String PREPARING = "preparing Puna for this JDK (once, some seconds)...\n";
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
    release("25.0.1+8-LTS");
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

  private void release(String version) throws IOException {
    String number = version.substring(0, version.indexOf('+'));
    file(
        "jdk/release",
        "JAVA_VERSION=\"" + number + "\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\n");
  }

  /** Starts the launcher with a {@code java} that is trained already and does this. */
  private Process start(String java, String... arguments) throws IOException {
    Files.writeString(cache("25.0.1+8-LTS"), "");
    java(java);
    return launch(arguments);
  }

  private void java(String script) throws IOException {
    executable("jdk/bin/java", "#!/usr/bin/env bash\n" + script);
  }

  private Path cache(String version) {
    return root.resolve("cli/target/puna/jdk-" + version + ".jsa");
  }

  private Process launch(String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(root.resolve("puna").toString()), Stream.of(arguments))
                .toList());
    builder.environment().put("PUNA_JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("TMPDIR", root.resolve("tmp").toString());
    for (String name : List.of("PUNA_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      builder.environment().remove(name);
    }
    Process process = builder.redirectError(error(started.size()).toFile()).start();
    started.add(process);
    process.getOutputStream().close();
    return process;
  }

  private Path error(int number) {
    return root.resolve("error-" + number);
  }

  private void assertEnd(Process process, String out, String err, int status) throws Exception {
    assertEquals(out, new String(process.getInputStream().readAllBytes(), UTF_8));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(status, process.exitValue());
    // What a JVM said that did not start may come a little later than its end.
    Path error = error(started.indexOf(process));
    for (int i = 0; i < 100 && !Files.readString(error).equals(err); i++) {
      Thread.sleep(50);
    }
    assertEquals(err, Files.readString(error));
  }

  private long temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("tmp"))) {
      return files.count();
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
  void nothingIsLeftBesideTheCommand() throws Exception {
    Process process = start("exec 2>/dev/null; echo; exec sleep 30");
    assertEquals('\n', process.getInputStream().read());
    for (int i = 0; i < 100 && process.children().count() + temporaryFiles() > 0; i++) {
      Thread.sleep(50);
    }
    assertEquals(0, process.children().count(), "children of the command");
    assertEquals(0, temporaryFiles());
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
    release("21.0.1+9");
    Process process = start("echo started");
    String jdk = root.resolve("jdk").toString();
    assertEnd(process, "", "puna: PUNA_JAVA_HOME is " + jdk + ", which is no JDK 25.\n", 1);
  }

  /** Writes what a JVM would; then tells with what it was started. */
  private static final String TRAINABLE =
      """
      case "$*" in
      *-Xshare:dump*)
        for option; do
          case $option in
          -XX:SharedClassListFile=*) read -r classes <"${option#*=}" ;;
          -XX:SharedArchiveFile=*) echo "$classes" >"${option#*=}" ;;
          esac
        done
        echo 'training' >>"$0.log"
        ;;
      *-XX:DumpLoadedClassList=*)
        for option; do
          case $option in -XX:DumpLoadedClassList=*) echo cache >"${option#*=}" ;; esac
        done
        ;;
      *-XX:SharedArchiveFile=*) echo cached ;;
      *) echo plain ;;
      esac
      """;

  @Test
  void jvmIsTrainedOnceForEachJdk() throws Exception {
    java(TRAINABLE);
    for (String version : List.of("25.0.1+8-LTS", "25.0.2+9")) {
      release(version);
      for (int run = 0; run < 2; run++) {
        assertEnd(launch(), "cached\n", run == 0 ? PREPARING : "", 0);
      }
      assertEquals("cache\n", Files.readString(cache(version)));
    }
    assertEquals("training\ntraining\n", Files.readString(root.resolve("jdk/bin/java.log")));
  }

  @Test
  void otherJarsAreTrainedAnew() throws Exception {
    java(TRAINABLE);
    file("cli/target/puna/lib/puna-core-1.jar", "");
    assertEnd(launch(), "cached\n", PREPARING, 0);
    FileTime later = FileTime.from(Instant.now().plusSeconds(10));
    Files.setLastModifiedTime(root.resolve("cli/target/puna/lib/puna-core-1.jar"), later);
    assertEnd(launch(), "cached\n", PREPARING, 0);
  }

  @Test
  void trainingThatFailsIsNotRepeatedAndDisturbsNobody() throws Exception {
    String failing =
        "case \"$*\" in *DumpLoadedClassList*) echo failed; exit 1 ;; esac\n" + TRAINABLE;
    java(failing);
    assertEnd(launch(), "plain\n", PREPARING, 0);
    java(TRAINABLE);
    assertEnd(launch(), "plain\n", "", 0);
  }

  @Test
  void severalFirstStartsTrainOnce() throws Exception {
    String slow = "case \"$*\" in *DumpLoadedClassList*) sleep 1 ;; esac\n" + TRAINABLE;
    java(slow);
    List<Process> processes = List.of(launch(), launch(), launch());
    for (Process process : processes) {
      assertEquals("cached\n", new String(process.getInputStream().readAllBytes(), UTF_8));
      assertEquals(0, process.waitFor());
    }
    assertEquals("training\n", Files.readString(root.resolve("jdk/bin/java.log")));
  }
}
