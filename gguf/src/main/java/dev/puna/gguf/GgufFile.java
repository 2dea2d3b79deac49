package dev.puna.gguf;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF model file, opened for reading. Everything but the tensor data is validated when it is
 * opened; tensor data is mapped, and read by whoever uses it. Thread-safe, but for {@link #close}.
 */
public final class GgufFile implements AutoCloseable {
  private final @Nullable Arena arena;
  private final int version;
  private final GgufMetadata metadata;
  private final List<GgufTensor> tensors;
  private final Map<String, GgufTensor> byName = new HashMap<>();

  private GgufFile(@Nullable Arena arena, GgufPart first, List<GgufTensor> tensors) {
    this.arena = arena;
    this.version = first.version();
    this.metadata = first.metadata();
    this.tensors = List.copyOf(tensors);
    for (GgufTensor tensor : tensors) {
      byName.put(tensor.name(), tensor);
    }
  }

  /**
   * Maps a file. Any part of a split model ({@code NAME-00002-of-00003.gguf}) opens the whole.
   *
   * @throws GgufFormatException if the file, or a part of the split model, is damaged or of a kind
   *     that is not supported
   * @throws UncheckedIOException if a file can not be read
   */
  public static GgufFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      List<GgufPart> parts = SplitParts.open(path, arena);
      return of(arena, parts);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /**
   * Reads a file that is in memory already, native or heap. Closing the result does not free the
   * memory.
   *
   * @throws GgufFormatException if the bytes are damaged or of a kind that is not supported
   */
  public static GgufFile of(MemorySegment bytes) {
    GgufPart part = GgufPart.read(bytes, "GGUF in memory");
    SplitParts.requireWhole(part);
    return of(null, List.of(part));
  }

  private static GgufFile of(@Nullable Arena arena, List<GgufPart> parts) {
    List<GgufTensor> tensors = new ArrayList<>();
    for (GgufPart part : parts) {
      tensors.addAll(part.tensors());
    }
    return new GgufFile(arena, parts.get(0), tensors);
  }

  /** The version of the format: 2 or 3. */
  public int version() {
    return version;
  }

  /** The metadata; of a split model, those of its first part. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /** All tensors, in the file's order; their data is valid until {@link #close}. */
  public List<GgufTensor> tensors() {
    return tensors;
  }

  /** The tensor with this name. */
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Unmaps the file: tensor data can not be used any more. Closing twice does nothing. */
  @Override
  public void close() {
    if (arena != null && arena.scope().isAlive()) {
      arena.close();
    }
  }
}
