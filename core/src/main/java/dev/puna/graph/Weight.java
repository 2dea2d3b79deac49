package dev.puna.graph;

import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * A tensor of the model as its file has it, of shape {@code [slices, rows, columns]}, row after
 * row.
 *
 * <p>A matrix of {@code rows} outputs and {@code columns} inputs has one slice; a vector has one
 * row as well; the matrices of experts have a slice each.
 *
 * @param name the tensor's name in the file, for messages
 * @param type how elements are stored
 * @param columns elements in a row (inputs)
 * @param rows rows in a slice (outputs)
 * @param slices number of slices (experts)
 * @param data the stored blocks, exactly {@code slices * rows * rowBytes()} bytes
 */
public record Weight(
    String name, TensorType type, int columns, int rows, int slices, MemorySegment data) {

  /** Checks that {@code data} has the size that the shape asks for. */
  public Weight {
    long bytes = type.byteSize(columns) * rows * slices;
    if (data.byteSize() != bytes) {
      throw new IllegalArgumentException(
          name + ": " + data.byteSize() + " bytes where the shape asks for " + bytes);
    }
  }

  /** Bytes of one row. */
  public long rowBytes() {
    return type.byteSize(columns);
  }

  /** Elements in all. */
  public long elements() {
    return (long) columns * rows * slices;
  }

  /** Rows {@code from} to {@code from + count}, as a weight of their own; the memory is shared. */
  public Weight rowRange(int from, int count) {
    if (slices != 1 || from < 0 || count < 0 || from > rows - count) {
      throw new IndexOutOfBoundsException(
          name + ": rows " + from + " to " + ((long) from + count) + " of " + rows);
    }
    MemorySegment part = data.asSlice(from * rowBytes(), count * rowBytes());
    return new Weight(name, type, columns, count, 1, part);
  }

  /** Elements {@code from} to {@code from + count} of a vector; the memory is shared. */
  public Weight columnRange(int from, int count) {
    if (rows != 1 || slices != 1 || from < 0 || count < 0 || from > columns - count) {
      throw new IndexOutOfBoundsException(
          name + ": elements " + from + " to " + ((long) from + count) + " of " + columns);
    }
    MemorySegment part = data.asSlice(type.byteSize(from), type.byteSize(count));
    return new Weight(name, type, count, 1, 1, part);
  }

  /** One slice (expert) as a matrix; the memory is shared. */
  public Weight slice(int index) {
    long bytes = rows * rowBytes();
    return new Weight(name, type, columns, rows, 1, data.asSlice(index * bytes, bytes));
  }
}
