package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.gguf.GgufFile;
import dev.puna.quant.TensorType;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Backends;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A JVM of its own, with Puna on the class path, and the flags that it asks for or not. */
final class FlagsTest {

  /** Run in the other JVM. */
  static final class Main {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try (Backend backend = Backends.open(null, new BackendOptions(0))) {
          System.out.println(backend.name());
        }
      }
    }
  }

  @Test
  void theReferenceBackendIsUsedAndAWarningNamesTheFlag() throws Exception {
    String output = run();
    assertEquals(2, output.lines().filter("reference"::equals).count(), output);
    List<String> warnings =
        output.lines().filter(line -> line.contains("--add-modules jdk.incubator.vector")).toList();
    assertTrue(!warnings.isEmpty(), output);
    assertTrue(warnings.getFirst().contains("simd"), output);
  }

  @Test
  void whereMemoryMayNotBeReadByAddressAWarningNamesTheFlag() throws Exception {
    String output = run("--add-modules", "jdk.incubator.vector", "--illegal-native-access=deny");
    assertEquals(2, output.lines().filter("reference"::equals).count(), output);
    assertTrue(output.contains("simd"), output);
    assertTrue(output.contains("--enable-native-access=ALL-UNNAMED"), output);
  }

  @Test
  void withTheFlagsItIsUsed() throws Exception {
    String output =
        run("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
    assertFalse(output.contains("WARNING: A restricted method"), output);
    assertEquals(2, output.lines().filter("simd"::equals).count(), output);
  }

  private static String run(String... flags)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            folderOfTests(),
            place(SimdProvider.class),
            place(Backends.class),
            place(GgufFile.class),
            place(TensorType.class)));
    command.add(Main.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  private static String folderOfTests() throws URISyntaxException {
    URL main = Main.class.getResource("FlagsTest$Main.class");
    Path file = Path.of(Objects.requireNonNull(main).toURI());
    return file.resolve("../../../..").normalize().toString();
  }

  /** The folder or archive that a class lies in. */
  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
