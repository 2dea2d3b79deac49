package dev.puna.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes; text is UTF-8 whatever the locale.
 *
 * @param in standard input
 * @param out standard output: results and nothing else; a failed write throws {@link
 *     OutputException}
 * @param err standard error
 * @param isProcess whether they are those of this process, and may be a terminal
 */
record Streams(InputStream in, OutputStream out, PrintStream err, boolean isProcess) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** The streams of this process. */
  static Streams ofProcess() {
    return of(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        true);
  }

  /** Other streams. */
  static Streams of(InputStream in, OutputStream out, OutputStream err) {
    return of(in, out, err, false);
  }

  private static Streams of(InputStream in, OutputStream out, OutputStream err, boolean isProcess) {
    return new Streams(
        in,
        new BufferedOutputStream(new CheckedOutput(out), BUFFER_BYTES),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        isProcess);
  }

  /** Writes text to standard output. */
  void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes one line that begins with the command's name to standard error. */
  void complain(String message) {
    err.println("puna: " + Escapes.line(message));
  }

  /** Marks the exceptions of standard output, so that they are not taken for those of a file. */
  private static final class CheckedOutput extends OutputStream {
    private final OutputStream target;

    CheckedOutput(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws OutputException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws OutputException {
      try {
        target.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputException(e);
      }
    }

    @Override
    public void flush() throws OutputException {
      try {
        target.flush();
      } catch (IOException e) {
        throw new OutputException(e);
      }
    }
  }
}
