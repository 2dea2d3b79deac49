package dev.puna.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** One GGUF file: the whole of a model, or one part of a split one. */
record GgufPart(String source, int version, GgufMetadata metadata, List<GgufTensor> tensors) {
  static final String ALIGNMENT_KEY = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;
  static final int MIN_ALIGNMENT = 8;
  static final int MAX_ALIGNMENT = 1 << 20;

  /** The allowed alignments, for messages. */
  static final String ALIGNMENTS = "powers of two from " + MIN_ALIGNMENT + " to " + MAX_ALIGNMENT;

  static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;

  /** Maps and validates a file. */
  static GgufPart open(Path path, Arena arena) {
    IoErrors.requireRegular("open", path);
    MemorySegment file;
    try (FileChannel channel = FileChannel.open(path)) {
      file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw IoErrors.unchecked("open", path, e);
    }
    return read(file, path.toString());
  }

  /**
   * Reads and validates a file in memory.
   *
   * @param source what messages call the file
   */
  static GgufPart read(MemorySegment file, String source) {
    HeaderReader reader = new HeaderReader(file, source);
    checkMagic(reader);
    int version = version(reader);
    long tensorCount = reader.int64("number of tensors");
    TensorReader tensorReader = new TensorReader(reader);
    tensorReader.checkCount(tensorCount);
    GgufMetadata metadata = new MetadataReader(reader).read(reader.int64("number of keys"));
    reader.enter("header", -1);
    int alignment = alignment(metadata);
    return new GgufPart(source, version, metadata, tensorReader.read(tensorCount, alignment, file));
  }

  private static void checkMagic(HeaderReader reader) {
    int magic = reader.int32("magic number");
    if (magic != MAGIC) {
      throw reader.failureAt(
          0,
          "this is no GGUF file: it starts with the bytes %08X (%s), not with 47475546 (\"GGUF\")",
          Integer.reverseBytes(magic),
          Quoted.of(new String(reader.consumed(), StandardCharsets.ISO_8859_1)));
    }
  }

  private static int version(HeaderReader reader) {
    int version = reader.int32("version");
    if (version == 2 || version == 3) {
      return version;
    }
    int swapped = Integer.reverseBytes(version);
    if (swapped >= 1 && swapped <= 0xFF) {
      throw reader.failureAt(
          4,
          "the file is big-endian (version %d); only little-endian files can be read,"
              + " convert it for little-endian machines",
          swapped);
    }
    throw reader.failureAt(
        4,
        "version %s is not supported, versions 2 and 3 are; convert the model again",
        Integer.toUnsignedString(version));
  }

  private static int alignment(GgufMetadata metadata) {
    long alignment = metadata.integer(ALIGNMENT_KEY).orElse(DEFAULT_ALIGNMENT);
    if (!isAlignment(alignment)) {
      throw metadata.failure(
          ALIGNMENT_KEY, alignment + " is no alignment, allowed are " + ALIGNMENTS);
    }
    return (int) alignment;
  }

  /** Whether tensor data may be aligned so. */
  static boolean isAlignment(long alignment) {
    return alignment >= MIN_ALIGNMENT
        && alignment <= MAX_ALIGNMENT
        && Long.bitCount(alignment) == 1;
  }
}
