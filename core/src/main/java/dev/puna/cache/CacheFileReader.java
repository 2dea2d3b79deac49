package dev.puna.cache;

import dev.puna.SessionFileException;
import dev.puna.spi.CacheLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads a saved session in the format of {@link CacheFile}. The file may be damaged or made by
 * somebody else: each length is checked against what is left of it, and by what this model can use,
 * before memory is taken.
 */
public final class CacheFileReader implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** What is longer is a digest, and says nothing to a reader. */
  private static final int MAX_SHOWN = 40;

  private final Path file;
  private final FileChannel channel;
  private final CRC32C sum = new CRC32C();
  private int[] tokens = new int[0];

  /**
   * Opens a file and reads all that comes before its blocks.
   *
   * @param identity what it must have been saved with
   * @param blockBytes bytes of a block
   * @param vocabulary tokens are below it
   * @param maxTokens how many tokens are wanted at most, of those that it has
   * @throws SessionFileException if it is no saved session, is damaged, or is of another model
   */
  public CacheFileReader(
      Path file, Map<String, String> identity, long blockBytes, int vocabulary, int maxTokens) {
    this.file = file;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("it is no regular file");
      }
      channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        readBeginning(identity, blockBytes, vocabulary, maxTokens);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw CacheFile.failure("read", file, e);
    }
  }

  /** The tokens whose blocks are in the file, those that were wanted. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Reads the next block. */
  public void block(MemorySegment target) {
    try {
      ByteBuffer bytes = target.asByteBuffer();
      fill(bytes);
      sum.update(bytes.flip());
      checkSum();
    } catch (IOException e) {
      throw CacheFile.failure("read", file, e);
    }
  }

  private void readBeginning(
      Map<String, String> identity, long blockBytes, int vocabulary, int maxTokens)
      throws IOException {
    long size = channel.size();
    if (size < CacheFile.PREAMBLE_BYTES) {
      throw wrong("it is no saved session of Puna: it has only " + size + " bytes");
    }
    ByteBuffer preamble = read(CacheFile.PREAMBLE_BYTES);
    if (preamble.getLong() != CacheFile.MAGIC) {
      throw wrong("it is no saved session of Puna");
    }
    int version = preamble.getInt();
    if (version != CacheFile.VERSION) {
      throw wrong(
          "it has version "
              + Integer.toUnsignedString(version)
              + " of the format, and this Puna reads version "
              + CacheFile.VERSION
              + ": use the Puna that wrote it");
    }
    int identityBytes = preamble.getInt();
    if (identityBytes < 0 || identityBytes > CacheFile.MAX_IDENTITY_BYTES) {
      throw wrong("it is damaged: its identity would take " + identityBytes + " bytes");
    }
    if (identityBytes + Integer.BYTES > size - channel.position()) {
      throw truncated();
    }
    byte[] text = read(identityBytes).array();
    int count = read(Integer.BYTES).getInt();
    if (count < 0 || count > (size - channel.position()) / Integer.BYTES) {
      throw wrong("it is damaged or cut off: it would have " + count + " tokens");
    }
    int wanted = Math.min(count, maxTokens);
    readTokens(count, wanted, vocabulary);
    checkSum();
    compare(identity, new String(text, StandardCharsets.UTF_8));
    long blocks = CacheLayout.blocksFor(count);
    long expected = channel.position() + blocks * (blockBytes + Integer.BYTES);
    if (size != expected) {
      throw wrong("it is damaged or cut off: it has " + size + " bytes, not " + expected);
    }
  }

  private void readTokens(int count, int wanted, int vocabulary) throws IOException {
    tokens = new int[wanted];
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, CHUNK_BYTES / Integer.BYTES);
      ByteBuffer chunk = read(some * Integer.BYTES);
      for (int end = done + some; done < end; done++) {
        int token = chunk.getInt();
        if (token < 0 || token >= vocabulary) {
          throw wrong("it is damaged or of another model: it has a token " + token);
        }
        if (done < wanted) {
          tokens[done] = token;
        }
      }
    }
  }

  /** Names the first thing that differs. */
  private void compare(Map<String, String> identity, String text) {
    Map<String, String> saved = new HashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      saved.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
    }
    identity.forEach(
        (key, value) -> {
          String other = saved.getOrDefault(key, "");
          if (!other.equals(value)) {
            throw wrong(
                "it was saved with another model or other options: its "
                    + key
                    + (Math.max(value.length(), other.length()) > MAX_SHOWN
                        ? " differ from those of this model"
                        : " is " + printable(other) + ", that of this model " + value));
          }
        });
  }

  private static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }

  private ByteBuffer read(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer);
    buffer.flip();
    sum.update(buffer.duplicate());
    return buffer;
  }

  private void checkSum() throws IOException {
    int wanted = (int) sum.getValue();
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer);
    if (buffer.flip().getInt() != wanted) {
      throw wrong("it is damaged: a checksum does not fit");
    }
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw truncated();
      }
    }
  }

  private SessionFileException truncated() {
    return wrong("it is cut off");
  }

  private SessionFileException wrong(String problem) {
    return new SessionFileException("Cannot restore the session in " + file + ": " + problem, null);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CacheFile.failure("read", file, e);
    }
  }
}
