package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes GGUF files of version 3. Keys and tensors stand in the file in the order in which they
 * were given. Not thread-safe.
 *
 * <p>What can not be written is refused with {@link IllegalArgumentException} when it is given.
 */
public final class GgufWriter {
  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private final List<PartWriter.Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int alignment = GgufPart.DEFAULT_ALIGNMENT;

  /** Creates a writer without keys or tensors. */
  public GgufWriter() {}

  /**
   * Adds a value.
   *
   * @param value of the Java type that {@link GgufMetadata#value} gives for this type
   * @throws IllegalArgumentException if the value has another Java type, or the key is there
   *     already
   */
  public GgufWriter value(String key, GgufValueType type, Object value) {
    byte[] pair = new HeaderEncoder().name(key).typedValue(type, value).toByteArray();
    boolean isAlignment = key.equals(GgufPart.ALIGNMENT_KEY);
    if (isAlignment && !(value instanceof Integer bytes && GgufPart.isAlignment(bytes))) {
      throw new IllegalArgumentException(
          value + " of type " + type + " is no alignment, allowed are " + GgufPart.ALIGNMENTS);
    }
    if (values.putIfAbsent(key, pair) != null) {
      throw new IllegalArgumentException("the key " + Quoted.of(key) + " is there already");
    }
    if (isAlignment) {
      alignment = (Integer) value;
    }
    return this;
  }

  /** Sets how tensor data is aligned, in bytes: a power of two from 8 to 2^20; 32 if not set. */
  public GgufWriter alignment(int alignment) {
    return value(GgufPart.ALIGNMENT_KEY, GgufValueType.UINT32, alignment);
  }

  /** Adds a string. */
  public GgufWriter string(String key, String value) {
    return value(key, GgufValueType.STRING, value);
  }

  /** Adds a truth value. */
  public GgufWriter bool(String key, boolean value) {
    return value(key, GgufValueType.BOOL, value);
  }

  /** Adds an unsigned 32-bit integer, the usual type for counts and token ids. */
  public GgufWriter uint32(String key, int value) {
    return value(key, GgufValueType.UINT32, value);
  }

  /** Adds a 32-bit floating-point number. */
  public GgufWriter float32(String key, float value) {
    return value(key, GgufValueType.FLOAT32, value);
  }

  /** Adds an array. */
  public GgufWriter array(String key, GgufValueType elementType, List<?> elements) {
    return value(key, GgufValueType.ARRAY, new GgufArray(elementType, elements));
  }

  /** Adds an array of strings. */
  public GgufWriter strings(String key, List<String> elements) {
    return array(key, GgufValueType.STRING, elements);
  }

  /**
   * Adds all values of another file, but for those that say how it was split.
   *
   * @throws IllegalArgumentException if a key is there already
   */
  public GgufWriter metadata(GgufMetadata metadata) {
    for (String key : metadata.keys()) {
      if (!SplitParts.isSplitKey(key)) {
        value(key, metadata.type(key), metadata.value(key));
      }
    }
    return this;
  }

  /** Adds a tensor; its data is read when the file is written. */
  public GgufWriter tensor(GgufTensor tensor) {
    return tensor(tensor.name(), tensor.type(), tensor.shape(), GgufTensorSource.of(tensor.data()));
  }

  /** Adds a tensor; its data is read when the file is written. */
  public GgufWriter tensor(String name, TensorType type, long[] shape, MemorySegment data) {
    return tensor(new GgufTensor(name, type, shape, data));
  }

  /**
   * Adds a tensor whose data is produced when the file is written.
   *
   * @throws IllegalArgumentException if the name is there already, or the shape is not possible for
   *     the type
   */
  public GgufWriter tensor(String name, TensorType type, long[] shape, GgufTensorSource source) {
    PartWriter.Tensor tensor = PartWriter.Tensor.of(name, type, shape, source);
    if (!names.add(name)) {
      throw new IllegalArgumentException("the tensor " + Quoted.of(name) + " is there already");
    }
    tensors.add(tensor);
    return this;
  }

  /**
   * Writes the file under a temporary name beside {@code path}, and moves it there once it is
   * complete; a file of that name is replaced.
   *
   * @throws UncheckedIOException if the file can not be written
   */
  public void write(Path path) {
    writeFile(path, new PartWriter(values.values(), tensors, alignment));
  }

  /**
   * Writes the file to a channel, from its position on, and leaves it open.
   *
   * @throws UncheckedIOException if the channel can not be written
   */
  public void write(WritableByteChannel channel) {
    try {
      new PartWriter(values.values(), tensors, alignment).write(channel);
    } catch (IOException e) {
      throw IoErrors.unchecked("write", "the model", e);
    }
  }

  /**
   * Writes a model in several files, named {@code PREFIX-00001-of-00003.gguf} and so on.
   *
   * @param prefix path and beginning of the names
   * @param partBytes most bytes of tensor data in a part, but where one tensor takes more
   * @return the files, in order
   * @throws UncheckedIOException if a file can not be written
   */
  public List<Path> writeSplit(Path prefix, long partBytes) {
    List<List<PartWriter.Tensor>> parts = distribute(partBytes);
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      GgufWriter part = new GgufWriter();
      part.alignment = alignment;
      if (i == 0) {
        part.values.putAll(values);
      } else if (values.containsKey(GgufPart.ALIGNMENT_KEY)) {
        part.alignment(alignment);
      }
      part.value(SplitParts.NUMBER_KEY, GgufValueType.UINT16, (short) i)
          .value(SplitParts.COUNT_KEY, GgufValueType.UINT16, (short) parts.size())
          .value(SplitParts.TENSORS_KEY, GgufValueType.INT32, tensors.size());
      part.tensors.addAll(parts.get(i));
      Path path = prefix.resolveSibling(prefix.getFileName() + SplitParts.ending(i, parts.size()));
      part.write(path);
      paths.add(path);
    }
    return paths;
  }

  /** The tensors of each part: in order, and no part without a tensor but where there is none. */
  private List<List<PartWriter.Tensor>> distribute(long partBytes) {
    List<List<PartWriter.Tensor>> parts = new ArrayList<>();
    parts.add(new ArrayList<>());
    long used = 0;
    for (PartWriter.Tensor tensor : tensors) {
      long size = PartWriter.align(tensor.byteSize(), alignment);
      if (!parts.getLast().isEmpty() && size > partBytes - used) {
        parts.add(new ArrayList<>());
        used = 0;
      }
      parts.getLast().add(tensor);
      used += size;
    }
    if (parts.size() > SplitParts.MAX_PARTS) {
      throw new IllegalArgumentException(
          parts.size() + " parts, the limit is " + SplitParts.MAX_PARTS + "; allow larger parts");
    }
    return parts;
  }

  private static void writeFile(Path path, PartWriter part) {
    IoErrors.requireRegular("write", path);
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        part.write(channel);
      }
      Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw IoErrors.unchecked("write", path, e);
    } finally {
      delete(partial);
    }
  }

  /** Deletes what a failed write left; a failure here must not hide the one before. */
  private static void delete(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      System.getLogger(GgufWriter.class.getName())
          .log(System.Logger.Level.WARNING, "Cannot delete " + partial, e);
    }
  }
}
