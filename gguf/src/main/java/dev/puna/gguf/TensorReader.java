package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the tensor table of a header and checks it against the data that follows. */
final class TensorReader {
  /** Most dimensions of a tensor. */
  static final int MAX_DIMENSIONS = 4;

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
      String name, TensorType type, long[] shape, long byteSize, long start, int entry) {}

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
      reader.enter("tensor number " + i, null);
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
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw reader.failureAt(
          reader.position() - 4,
          "number of dimensions is %s, allowed are 1 to %d",
          Integer.toUnsignedString(dimensions),
          MAX_DIMENSIONS);
    }
    long[] shape = new long[dimensions];
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      shape[i] = reader.int64("dimension");
      if (shape[i] <= 0) {
        throw reader.failureAt(
            reader.position() - 8,
            "dimension %d is %s, allowed are 1 to %d",
            i,
            Long.toUnsignedString(shape[i]),
            Long.MAX_VALUE);
      }
      if (shape[i] > Long.MAX_VALUE / elements) {
        throw reader.failureAt(
            reader.position() - 8,
            "dimension %d of %d makes more than %d elements",
            i,
            shape[i],
            Long.MAX_VALUE);
      }
      elements *= shape[i];
    }
    TensorType type = type();
    if (shape[0] % type.blockLength() != 0) {
      throw reader.failure(
          "row length %d is no multiple of the %s block of %d",
          shape[0], type, type.blockLength());
    }
    long blocks = elements / type.blockLength();
    if (blocks > Long.MAX_VALUE / type.blockBytes()) {
      throw reader.failure(
          "%d elements of type %s take more than %d bytes", elements, type, Long.MAX_VALUE);
    }
    long offset = reader.int64("data offset");
    if (Long.remainderUnsigned(offset, alignment) != 0) {
      throw reader.failureAt(
          reader.position() - 8,
          "data offset %s is no multiple of the alignment %d",
          Long.toUnsignedString(offset),
          alignment);
    }
    return new Entry(name, type, shape, blocks * type.blockBytes(), offset, start);
  }

  private TensorType type() {
    int id = reader.int32("type");
    return TensorType.ofId(id)
        .orElseThrow(
            () ->
                reader.failureAt(
                    reader.position() - 4,
                    "unknown tensor type %s; the file may be newer than this program",
                    Integer.toUnsignedString(id)));
  }

  /** Every tensor lies in the file, and no two share a byte. */
  private void checkPlaces(List<Entry> entries, long data, long fileSize) {
    long room = Math.max(0, fileSize - data);
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::start));
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
