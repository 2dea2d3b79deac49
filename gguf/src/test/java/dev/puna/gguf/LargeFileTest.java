package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files over 2 GiB; they are sparse, and take no room on disk. */
class LargeFileTest {
  private static final long LARGE = 5L << 30;

  @TempDir Path folder;

  @Test
  void readsTensorsOverTwoGibibytesAndBehindThem() throws IOException {
    CraftedFile header = CraftedFile.header(2, 0);
    header.tensor("large", 24, 0, 1 << 20, LARGE >> 20).tensor("after", 24, LARGE, 1).align(32);
    Path path = folder.resolve("large.gguf");
    write(path, header, LARGE - 1, new byte[] {11, 22});

    try (GgufFile file = GgufFile.open(path)) {
      GgufTensor large = file.tensor("large").orElseThrow();
      assertEquals(LARGE, large.elements());
      assertEquals(LARGE, large.data().byteSize());
      assertEquals(11, large.data().get(ValueLayout.JAVA_BYTE, LARGE - 1));
      assertEquals(22, file.tensor("after").orElseThrow().data().get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  @Test
  void refusesALargeTensorThatIsCutOff() throws IOException {
    CraftedFile header = CraftedFile.header(1, 0).tensor("large", 24, 0, LARGE).align(32);
    Path path = folder.resolve("large.gguf");
    write(path, header, LARGE - 2, new byte[] {11});

    Refusal.assertRefused(
        GgufFormatException.class,
        () -> GgufFile.open(path),
        "tensor \"large\", offset 24: 5368709120 bytes at data offset 0 end outside the file, which"
            + " has 5368709119 bytes");
  }

  @Test
  void boundsTheHeaderOfALargeFile() throws IOException {
    String[] problems = {
      "string needs 4294967296 bytes, but only 134217683 are left in the header, whose limit is"
          + " 134217728 bytes",
      "array length is 4294967296, but the 134217679 bytes left in the header, whose limit is"
          + " 134217728 bytes hold 134217679 at most",
    };
    CraftedFile[] headers = {
      CraftedFile.header(0, 1).key("k", CraftedFile.STRING).int64(1L << 32),
      CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY).array(CraftedFile.INT8, 1L << 32),
    };
    for (int i = 0; i < headers.length; i++) {
      Path path = folder.resolve(i + ".gguf");
      write(path, headers[i], LARGE, new byte[1]);
      Refusal.assertRefused(GgufFormatException.class, () -> GgufFile.open(path), problems[i]);
    }
  }

  private static void write(Path path, CraftedFile header, long offset, byte[] data)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(header.bytes()), 0);
      channel.write(ByteBuffer.wrap(data), header.size() + offset);
    }
  }
}
