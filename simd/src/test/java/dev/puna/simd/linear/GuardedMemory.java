package dev.puna.simd.linear;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Native memory behind which there is none: kernels read by address, and whoever reads too much is
 * to notice.
 */
final class GuardedMemory {
  private static final long PAGE = 65_536; // the largest of usual systems

  private GuardedMemory() {}

  /** Memory that ends where the pages of a file end: the mapping goes on, but the file does not. */
  static MemorySegment allocate(long bytes) {
    long size = Math.ceilDiv(bytes, PAGE) * PAGE;
    try {
      Path file = Files.createTempFile("puna-", ".guarded");
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        MemorySegment pages = channel.map(MapMode.READ_WRITE, 0, size + PAGE, Arena.ofAuto());
        channel.truncate(size);
        return pages.asSlice(size - bytes, bytes);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
