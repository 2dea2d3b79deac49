package dev.puna.cli;

import dev.puna.gguf.GgufFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The small chat model that puna carries, for a first answer without a download. */
final class DemoModel {
  private static final String RESOURCE = "puna-demo-q8_0.gguf";

  /** As a mapped file would lie. */
  private static final int ALIGNMENT = 64;

  private DemoModel() {}

  /** Opens it, in native memory that is freed when nothing refers to it. */
  static GgufFile open() throws IOException {
    try (InputStream resource = DemoModel.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IOException("the demo model is missing from this build of puna; use -m");
      }
      byte[] bytes = resource.readAllBytes();
      MemorySegment memory = Arena.ofAuto().allocate(bytes.length, ALIGNMENT);
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
      return GgufFile.of(memory);
    }
  }
}
