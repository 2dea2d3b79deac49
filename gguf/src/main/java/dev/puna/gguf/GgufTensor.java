package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * A tensor in a GGUF file.
 *
 * @param name unique in the file
 * @param type format of the elements
 * @param shape elements in each dimension, 1 to 4 of them, the fastest-varying first; {@code
 *     shape[0]} is the row length, a multiple of the type's block length
 * @param data the elements, rows one after another without gaps, little-endian
 */
public record GgufTensor(String name, TensorType type, long[] shape, MemorySegment data) {
  /** Most dimensions of a tensor. */
  public static final int MAX_DIMENSIONS = 4;

  // No type takes more than 8 bytes an element, so that the size in bytes can not overflow.
  private static final long MAX_ELEMENTS = Long.MAX_VALUE / Long.BYTES;

  /**
   * Creates a tensor.
   *
   * @throws IllegalArgumentException if the shape is not possible for the type, or the data is not
   *     exactly as long as it
   */
  public GgufTensor {
    long expected = byteSize(type, shape);
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "tensor " + name + " takes " + expected + " bytes, its data has " + data.byteSize());
    }
  }

  /** Number of elements: the product of the shape. */
  public long elements() {
    long elements = 1;
    for (long length : shape) {
      elements *= length;
    }
    return elements;
  }

  /**
   * Bytes that the elements of a tensor take.
   *
   * @throws IllegalArgumentException if there are not 1 to {@value #MAX_DIMENSIONS} dimensions of 1
   *     or more, the row length is no multiple of the type's block length, or the number of bytes
   *     exceeds a {@code long}
   */
  public static long byteSize(TensorType type, long[] shape) {
    if (shape.length < 1 || shape.length > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          shape.length + " dimensions, allowed are 1 to " + MAX_DIMENSIONS);
    }
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 1) {
        throw new IllegalArgumentException(
            "dimension "
                + i
                + " is "
                + Long.toUnsignedString(shape[i])
                + ", allowed are 1 to "
                + MAX_ELEMENTS);
      }
      if (shape[i] > MAX_ELEMENTS / elements) {
        throw new IllegalArgumentException(
            "dimension "
                + i
                + " of "
                + shape[i]
                + " makes more than "
                + MAX_ELEMENTS
                + " elements");
      }
      elements *= shape[i];
    }
    if (shape[0] % type.blockLength() != 0) {
      throw new IllegalArgumentException(
          "row length "
              + shape[0]
              + " is no multiple of the block length "
              + type.blockLength()
              + " of "
              + type);
    }
    return elements / type.blockLength() * type.blockBytes();
  }
}
