package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the tensor table of a header and checks it against the data that follows. */
final class TensorReader {
  /** Most tensors accepted; known models stay under 100,000. */
  static final int MAX_TENSORS = 1 << 18;

  // Name length, one character, dimension count, one dimension, type, offset.
  private static final int LEAST_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  /**
   * A row of the tensor table.
   *
   * @param entry offset of the row in the file, for messages
   * @param start first byte of the data, from the start of the tensor data
   */
  private record Entry(
      String name, TensorType type, long[] shape, long byteSize, long start, int entry)
      implements Comparable<Entry> {

    @Override
    public int compareTo(Entry other) {
      return Long.compare(start, other.start);
    }
  }

  private final HeaderReader reader;

  TensorReader(HeaderReader reader) {
    this.reader = reader;
  }

  /** Checks a tensor count before anything else is read. */
  void checkCount(long count) {
    reader.requireRoom(count, LEAST_TENSOR_BYTES, "number of tensors");
    if (count > MAX_TENSORS) {
      throw reader.failure("number of tensors is %d, the limit is %d", count, MAX_TENSORS);
    }
  }

  /** Reads {@code count} rows from the reader's position on, and slices the file. */
  List<GgufTensor> read(long count, int alignment, MemorySegment file) {
    checkCount(count);
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      reader.enter("tensor", i);
      int start = reader.position();
      String name = reader.name("name");
      reader.enter("tensor", name);
      if (!names.add(name)) {
        throw reader.failureAt(start, "the name occurs twice");
      }
      entries.add(entry(name, start, alignment));
    }
    long data = (reader.position() + alignment - 1L) / alignment * alignment;
    checkPlaces(entries, data, file.byteSize());
    List<GgufTensor> tensors = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      MemorySegment slice = file.asSlice(data + entry.start, entry.byteSize);
      tensors.add(new GgufTensor(entry.name, entry.type, entry.shape, slice));
    }
    return List.copyOf(tensors);
  }

  private Entry entry(String name, int start, int alignment) {
    int dimensions = reader.int32("number of dimensions");
    if (dimensions < 1 || dimensions > GgufTensor.MAX_DIMENSIONS) {
      throw reader.failureAt(
          reader.position() - 4,
          "number of dimensions is %s, allowed are 1 to %d",
          Integer.toUnsignedString(dimensions),
          GgufTensor.MAX_DIMENSIONS);
    }
    int dimensionsStart = reader.position();
    long[] shape = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = reader.int64("dimension");
    }
    TensorType type = type();
    long byteSize;
    try {
      byteSize = GgufTensor.byteSize(type, shape);
    } catch (IllegalArgumentException e) {
      throw reader.failureAt(dimensionsStart, "%s", e.getMessage());
    }
    long offset = reader.int64("data offset");
    if (Long.remainderUnsigned(offset, alignment) != 0) {
      throw reader.failureAt(
          reader.position() - 8,
          "data offset %s is no multiple of the alignment %d",
          Long.toUnsignedString(offset),
          alignment);
    }
    return new Entry(name, type, shape, byteSize, offset, start);
  }

  private TensorType type() {
    int id = reader.int32("type");
    Optional<TensorType> type = TensorType.ofId(id);
    if (type.isEmpty()) {
      throw reader.failureAt(
          reader.position() - 4,
          "unknown tensor type %s; the file may be newer than this program",
          Integer.toUnsignedString(id));
    }
    return type.get();
  }

  /** Every tensor lies in the file, and no two share a byte. */
  private void checkPlaces(List<Entry> entries, long data, long fileSize) {
    long room = Math.max(0, fileSize - data);
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(null);
    Entry previous = null;
    for (Entry entry : sorted) {
      reader.enter("tensor", entry.name);
      if (entry.start < 0 || entry.start > room || entry.byteSize > room - entry.start) {
        throw reader.failureAt(
            entry.entry,
            "%d bytes at data offset %s end outside the file, which has %d bytes of tensor data",
            entry.byteSize,
            Long.toUnsignedString(entry.start),
            room);
      }
      if (previous != null && previous.start + previous.byteSize > entry.start) {
        throw reader.failureAt(
            entry.entry,
            "data offset %d overlaps tensor %s, which ends at %d",
            entry.start,
            Quoted.of(previous.name),
            previous.start + previous.byteSize);
      }
      previous = entry;
    }
  }
}
