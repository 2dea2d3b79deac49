package dev.puna.quant;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Checks arguments, cuts rows into chunks and holds the one dot product of all formats. */
abstract class AbstractFormat implements BlockFormat {
  /** Elements that a dot product decodes at once: a whole number of blocks of every type. */
  private static final int CHUNK = 256;

  private static final ThreadLocal<float[]> SCRATCH =
      new ThreadLocal<>() {
        @Override
        protected float[] initialValue() {
          return new float[CHUNK];
        }
      };

  private final TensorType type;

  AbstractFormat(TensorType type) {
    this.type = type;
  }

  @Override
  public final TensorType type() {
    return type;
  }

  @Override
  public final void dequantise(
      MemorySegment source, long offset, float[] target, int targetOffset, int count) {
    check(source, offset, target, targetOffset, count);
    decode(source, offset, target, targetOffset, count);
  }

  @Override
  public final void quantise(
      float[] source, int sourceOffset, MemorySegment target, long offset, int count) {
    check(target, offset, source, sourceOffset, count);
    encode(source, sourceOffset, target, offset, count);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Four F64 sums run side by side, element i going to sum i mod 4; the result is {@code (s0 +
   * s1) + (s2 + s3)}. It does not depend on how a row lies in memory.
   */
  @Override
  public final float dot(MemorySegment weights, long offset, float[] x, int xOffset, int count) {
    check(weights, offset, x, xOffset, count);
    float[] w = SCRATCH.get();
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int start = 0; start < count; start += CHUNK) {
      int length = Math.min(CHUNK, count - start);
      decode(weights, offset + type.byteSize(start), w, 0, length);
      int base = xOffset + start;
      int i = 0;
      for (; i < length - 3; i += 4) {
        s0 += (double) w[i] * x[base + i];
        s1 += (double) w[i + 1] * x[base + i + 1];
        s2 += (double) w[i + 2] * x[base + i + 2];
        s3 += (double) w[i + 3] * x[base + i + 3];
      }
      // Only the last chunk of a type without blocks has a remainder.
      if (i < length) {
        s0 += (double) w[i] * x[base + i];
      }
      if (i + 1 < length) {
        s1 += (double) w[i + 1] * x[base + i + 1];
      }
      if (i + 2 < length) {
        s2 += (double) w[i + 2] * x[base + i + 2];
      }
    }
    return (float) ((s0 + s1) + (s2 + s3));
  }

  /** {@link #dequantise} with arguments that have been checked. */
  abstract void decode(MemorySegment source, long offset, float[] target, int at, int count);

  /** {@link #quantise} with arguments that have been checked. */
  abstract void encode(float[] source, int at, MemorySegment target, long offset, int count);

  private void check(MemorySegment segment, long offset, float[] array, int at, int count) {
    long bytes = type.byteSize(count);
    if (offset < 0 || bytes > segment.byteSize() - offset) {
      throw new IndexOutOfBoundsException(
          type
              + " row of "
              + bytes
              + " bytes at offset "
              + offset
              + " leaves a segment of "
              + segment.byteSize()
              + " bytes");
    }
    Objects.checkFromIndexSize(at, count, array.length);
  }
}
