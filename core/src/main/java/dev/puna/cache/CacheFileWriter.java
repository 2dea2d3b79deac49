package dev.puna.cache;

import dev.puna.SessionFileException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes a saved session in the format of {@link CacheFile}: to another file beside it, which takes
 * its place when all is written. Only the user can read it.
 */
public final class CacheFileWriter implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final CRC32C sum = new CRC32C();

  /**
   * Begins a file.
   *
   * @throws SessionFileException if none can be written there
   */
  public CacheFileWriter(Path file) {
    target = file;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("it is no regular file");
      }
      Path folder = file.toAbsolutePath().getParent();
      temporary = Files.createTempFile(folder, ".puna-session", ".tmp");
      channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw CacheFile.failure("write", file, e);
    }
  }

  /** Writes what comes before the blocks; what was written before is dropped. */
  public void begin(Map<String, String> identity, int[] tokens, int count) {
    byte[] text = CacheFile.text(identity).getBytes(StandardCharsets.UTF_8);
    int bytes = CacheFile.PREAMBLE_BYTES + text.length + (1 + count) * Integer.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(CacheFile.MAGIC).putInt(CacheFile.VERSION).putInt(text.length).put(text);
    buffer.putInt(count);
    for (int i = 0; i < count; i++) {
      buffer.putInt(tokens[i]);
    }
    try {
      channel.truncate(0);
      sum.reset();
      write(buffer.flip());
    } catch (IOException e) {
      throw CacheFile.failure("write", target, e);
    }
  }

  /** Writes a block. */
  public void block(MemorySegment bytes) {
    try {
      write(bytes.asByteBuffer());
    } catch (IOException e) {
      throw CacheFile.failure("write", target, e);
    }
  }

  /** Puts the file in its place. */
  public void finish() {
    try {
      channel.force(true);
      channel.close();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CacheFile.failure("write", target, e);
    }
  }

  /** Writes bytes and the checksum up to here. */
  private void write(ByteBuffer bytes) throws IOException {
    sum.update(bytes.duplicate());
    writeFully(bytes);
    ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(checksum.putInt((int) sum.getValue()).flip());
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Leaves nothing behind where the file is not finished. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw CacheFile.failure("write", target, e);
    }
  }
}
