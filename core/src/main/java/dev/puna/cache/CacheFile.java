package dev.puna.cache;

import dev.puna.SessionFileException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The format of a saved session, little-endian:
 *
 * <pre>
 * byte 0   the magic bytes
 *      8   int version
 *     12   int length of the identity
 *     16   identity: what the blocks belong to, lines of key=value in UTF-8
 *          int number of tokens, int each token
 *          int checksum
 *          for each block its bytes and int checksum</pre>
 *
 * <p>A checksum is the CRC-32C of all that is before it in the file, other checksums left out.
 */
final class CacheFile {
  static final long MAGIC = 0x0A_56_4B_41_4E_55_50_89L; // \x89 PUNAKV \n

  /** What this version of Puna writes, and the only one that it reads. */
  static final int VERSION = 1;

  /** Bytes before the identity. */
  static final int PREAMBLE_BYTES = Long.BYTES + 2 * Integer.BYTES;

  static final int MAX_IDENTITY_BYTES = 1 << 16;

  private CacheFile() {}

  static String text(Map<String, String> identity) {
    StringBuilder text = new StringBuilder();
    identity.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  static SessionFileException failure(String verb, Path file, IOException cause) {
    String problem =
        switch (cause) {
          case NoSuchFileException e -> "there is no such file or folder";
          case AccessDeniedException e -> "permission denied";
          default -> String.valueOf(cause.getMessage());
        };
    return new SessionFileException("Cannot " + verb + " " + file + ": " + problem, cause);
  }
}
