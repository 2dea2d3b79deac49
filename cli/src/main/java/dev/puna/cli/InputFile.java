package dev.puna.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a command is told to read. */
final class InputFile {
  private static final String STANDARD_INPUT = "-";

  private InputFile() {}

  /** All bytes of a file. */
  static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** All bytes of a file, or of standard input where its name is -. */
  static byte[] read(String file, InputStream standardInput) throws IOException {
    return file.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : read(Path.of(file));
  }

  /** A file as text. */
  static String text(Path file) throws IOException {
    return decoded(read(file), file.toString());
  }

  /** A file as text, or standard input where its name is -. */
  static String text(String file, InputStream standardInput) throws IOException {
    return decoded(read(file, standardInput), name(file));
  }

  private static String decoded(byte[] bytes, String name) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": this is not text in UTF-8", e);
    }
  }

  /** What to call a file, or standard input, in a message. */
  static String name(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }
}
