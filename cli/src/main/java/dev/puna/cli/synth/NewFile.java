package dev.puna.cli.synth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * A large file that is there as a whole or not at all: it grows under a temporary name, which is
 * deleted if writing fails or the process is ended.
 */
public final class NewFile {
  private NewFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void write(WritableByteChannel channel);
  }

  /**
   * Writes a file.
   *
   * @param replace whether a file of that name is replaced; else it is an error
   * @param progress told the number of bytes written so far
   */
  public static void write(Path path, boolean replace, Content content, LongConsumer progress)
      throws IOException {
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    Thread cleaner = new Thread(() -> delete(partial), "delete-partial");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      try (FileChannel file =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.write(new Counting(file, progress));
      }
      CopyOption[] options =
          replace ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
      Files.move(partial, path, options);
    } finally {
      delete(partial);
      forget(cleaner);
    }
  }

  /** A failure here must not hide the one before. */
  private static void delete(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      System.getLogger(NewFile.class.getName())
          .log(System.Logger.Level.WARNING, "Cannot delete " + partial, e);
    }
  }

  private static void forget(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs or has run.
    }
  }

  private static final class Counting implements WritableByteChannel {
    private final WritableByteChannel target;
    private final LongConsumer progress;
    private long written;

    Counting(WritableByteChannel target, LongConsumer progress) {
      this.target = target;
      this.progress = progress;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = target.write(bytes);
      written += count;
      progress.accept(written);
      return count;
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
