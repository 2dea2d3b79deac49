package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/**
 * What one tensor type looks like in memory and how to compute with it: the scalar oracle of every
 * fast kernel.
 *
 * <p>Implementations have no state of a caller's and may be used by any number of threads. Segments
 * may be native, mapped or on the heap, and offsets need no alignment. A row holds {@code count}
 * elements, always a whole number of blocks, and takes {@code type().byteSize(count)} bytes.
 *
 * <p>All methods throw {@link IllegalArgumentException} if {@code count} is negative or no whole
 * number of blocks, and {@link IndexOutOfBoundsException} if a range leaves its segment or array;
 * nothing has been written then.
 */
public interface BlockFormat {

  /** The type whose blocks these are. */
  TensorType type();

  /**
   * Decodes {@code count} elements that start at byte {@code offset} of {@code source}.
   *
   * <p>Results are those of GGML bit for bit; any bytes are valid blocks.
   */
  void dequantise(MemorySegment source, long offset, float[] target, int targetOffset, int count);

  /**
   * Encodes {@code count} elements into blocks that start at byte {@code offset} of {@code target}.
   *
   * <p>Types with blocks of more than one element hold finite numbers only, with an F16 scale for
   * each block: magnitudes far below 1e-7 become zero.
   *
   * @throws IllegalArgumentException if the type has blocks of more than one element and an element
   *     is NaN, infinite, or too large for the scale of its block; the message names its index.
   *     Blocks before it have been written then.
   */
  void quantise(float[] source, int sourceOffset, MemorySegment target, long offset, int count);

  /**
   * The dot product of {@code count} weights at byte {@code offset} with F32 activations.
   *
   * <p>Weights are exactly those that {@link #dequantise} gives and activations are not rounded.
   * Products are exact: they are formed and summed in F64, and the sum is rounded to F32 once.
   */
  float dot(MemorySegment weights, long offset, float[] x, int xOffset, int count);
}
