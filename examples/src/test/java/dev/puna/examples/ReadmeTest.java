package dev.puna.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java example of the README, taken out of it. */
class ReadmeTest {
  private static final String FENCE = "```java\n";

  @Test
  void theExampleCompilesAndAnswers(@TempDir Path folder) throws Exception {
    String readme = Files.readString(Program.ROOT.resolve("README.md"));
    int begin = readme.indexOf(FENCE) + FENCE.length();
    String example = readme.substring(begin, readme.indexOf("```", begin));
    Files.writeString(folder.resolve("Readme.java"), program(example));
    assertTrue(example.contains("\"model.gguf\""), example);
    Files.copy(Program.MODEL, folder.resolve("model.gguf"));
    String answer = run(folder);
    assertEquals("The capital of France is Paris.\n", answer);
    assertTrue(readme.contains("\n    " + answer), "the README shows another answer");
  }

  /** A whole program: the imports, then the statements as its main method. */
  private static String program(String example) {
    String imports = example.lines().filter(ReadmeTest::isImport).collect(Collectors.joining("\n"));
    String body = example.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    return imports
        + "\nclass Readme { public static void main(String[] arguments) {\n"
        + body
        + "\n}}\n";
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  /** Compiles and runs a program in a folder of its own, on the class path of this test. */
  private static String run(Path folder) throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path=" + System.getProperty("java.class.path"),
                "Readme.java")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), output);
    return output;
  }
}
