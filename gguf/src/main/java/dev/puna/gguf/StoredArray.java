package dev.puna.gguf;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The elements of an array in a validated header, decoded each time they are asked for. */
final class StoredArray extends AbstractList<Object> implements RandomAccess {
  private final byte[] header;
  private final GgufValueType elementType;
  private final int start;

  /** Where each element begins and the last one ends; for a type of fixed size it is empty. */
  private final int[] offsets;

  private final int size;

  StoredArray(byte[] header, GgufValueType elementType, int size, int start) {
    this.header = header;
    this.elementType = elementType;
    this.size = size;
    this.start = start;
    this.offsets = elementType.isFixedSize() ? new int[0] : new int[size + 1];
    if (!elementType.isFixedSize()) {
      int offset = start;
      for (int i = 0; i < size; i++) {
        offsets[i] = offset;
        offset += ValueDecoder.byteSize(header, elementType, offset);
      }
      offsets[size] = offset;
    }
  }

  GgufValueType elementType() {
    return elementType;
  }

  /** Offset in the header of element {@code index}. */
  int offset(int index) {
    return elementType.isFixedSize() ? start + index * elementType.leastBytes() : offsets[index];
  }

  /** Bytes of all elements. */
  int byteSize() {
    return offset(size) - start;
  }

  /** The bytes of all strings, which the elements are. */
  Utf8Strings utf8() {
    byte[] bytes = new byte[byteSize() - size * GgufValueType.STRING.leastBytes()];
    int[] ends = new int[size + 1];
    int end = 0;
    for (int i = 0; i < size; i++) {
      int from = offset(i) + GgufValueType.STRING.leastBytes();
      int length = offset(i + 1) - from;
      System.arraycopy(header, from, bytes, end, length);
      end += length;
      ends[i + 1] = end;
    }
    return new Utf8Strings(bytes, ends);
  }

  @Override
  public Object get(int index) {
    Objects.checkIndex(index, size);
    return ValueDecoder.decode(header, elementType, offset(index));
  }

  @Override
  public int size() {
    return size;
  }
}
