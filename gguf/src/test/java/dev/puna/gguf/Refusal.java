package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** Asserts on the messages of exceptions. */
final class Refusal {
  private Refusal() {}

  /** The message of the exception that the action throws. */
  static String message(Class<? extends Exception> type, Executable action) {
    return message(assertThrows(type, action));
  }

  static String message(Exception exception) {
    return Objects.requireNonNull(exception.getMessage());
  }

  /** Asserts that the action throws such an exception, and that its message has all the parts. */
  static void assertRefused(Class<? extends Exception> type, Executable action, String... parts) {
    String message = message(type, action);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
