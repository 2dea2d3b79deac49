package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a run of the command left behind.
 *
 * @param status exit status
 * @param bytes standard output
 * @param err standard error
 */
record CommandRun(int status, byte[] bytes, String err) {
  /** Runs {@code puna} with an empty standard input. */
  static CommandRun puna(String... arguments) {
    return punaReading("", arguments);
  }

  /** Runs {@code puna} with a standard input. */
  static CommandRun punaReading(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    byte[] in = input.getBytes(StandardCharsets.UTF_8);
    int status = Puna.run(arguments, Streams.of(new ByteArrayInputStream(in), out, err));
    return new CommandRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output as text. */
  String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Standard output of a run that must have succeeded. */
  String succeeded() {
    assertEquals(0, status, err);
    return out();
  }

  /** The message of a run that must have failed: one line, nothing else on either stream. */
  String failed(int expectedStatus) {
    assertEquals(expectedStatus, status, err);
    assertEquals("", out());
    assertTrue(err.startsWith("puna: ") && err.endsWith("\n"), err);
    String line = err.substring("puna: ".length(), err.length() - 1);
    assertTrue(line.chars().noneMatch(Character::isISOControl), err);
    return line;
  }
}
