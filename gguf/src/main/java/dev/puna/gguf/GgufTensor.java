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

  /** Number of elements: the product of the shape. */
  public long elements() {
    long elements = 1;
    for (long length : shape) {
      elements *= length;
    }
    return elements;
  }
}
