package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void messagesOfTheLibraryAreTakenAsTheyAre() {
    assertFailed("do this", new PunaException("do this"));
    assertFailed("must not be 3", new IllegalArgumentException("must not be 3"));
    assertFailed("Cannot open x", new UncheckedIOException("Cannot open x", new IOException("y")));
  }

  @Test
  void filesAreNamed() {
    assertFailed(
        "x: there is no such file or folder; check the path", new NoSuchFileException("x"));
    assertFailed("x: permission denied", new AccessDeniedException("x"));
    assertFailed("x: Is a directory", new FileSystemException("x", null, "Is a directory"));
    assertFailed("x: it can not be used", new FileSystemException("x"));
  }

  @Test
  void errorsOfTheJvmSayWhatToDo() {
    String outOfMemory = Failure.of(new OutOfMemoryError()).message();
    assertTrue(outOfMemory.contains("PUNA_JAVA_OPTS=-Xmx"), outOfMemory);
    assertEquals(
        outOfMemory,
        Failure.of(new PunaException("generation failed", new OutOfMemoryError())).message());
    assertFailed("the input is nested too deeply", new StackOverflowError());
  }

  @Test
  void whatNobodyExpectedIsAnInternalError() {
    assertFailed(
        "internal error: java.lang.NullPointerException: x (--verbose shows where)",
        new NullPointerException("x"));
  }

  @Test
  void onlyStandardOutputCanBeAClosedPipe() {
    IOException brokenPipe = new IOException("Broken pipe");
    assertEquals(Failure.CLOSED_PIPE, Failure.of(new OutputException(brokenPipe)).status());
    assertFailed("Broken pipe", brokenPipe);
    assertFailed(
        "cannot write to standard output: File too large",
        new OutputException(new IOException("File too large")));
  }

  private static void assertFailed(String message, Throwable thrown) {
    assertEquals(new Failure(Failure.FAILED, message), Failure.of(thrown));
  }
}
