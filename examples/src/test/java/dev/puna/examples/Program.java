package dev.puna.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs a program and takes what it prints. */
final class Program {
  /** The root of the project; the working directory may be any. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).resolve("..").toAbsolutePath().normalize();

  /** The model that the command carries. */
  static final Path MODEL = ROOT.resolve("cli/src/main/resources/dev/puna/cli/puna-demo-q8_0.gguf");

  private Program() {}

  /** A main method. */
  @FunctionalInterface
  interface Main {
    void run(String... arguments) throws Exception;
  }

  /** What a program prints, run with the demo model. */
  static String output(Main main) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      main.run(MODEL.toString());
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
