package dev.puna.quant;

import java.lang.foreign.MemorySegment;

/** A format with blocks of many elements: walks over them and refuses what none can hold. */
abstract class AbstractBlockFormat extends AbstractFormat {
  private static final float SMALLEST_NORMAL_F16 = 0x1p-14f;

  private final int blockLength;
  private final int blockBytes;

  AbstractBlockFormat(TensorType type) {
    super(type);
    this.blockLength = type.blockLength();
    this.blockBytes = type.blockBytes();
  }

  @Override
  final void decode(MemorySegment source, long offset, float[] target, int at, int count) {
    for (int i = 0; i < count; i += blockLength) {
      decodeBlock(source, offset, target, at + i);
      offset += blockBytes;
    }
  }

  @Override
  final void encode(float[] source, int at, MemorySegment target, long offset, int count) {
    for (int i = 0; i < count; i += blockLength) {
      requireFinite(source, at + i);
      encodeBlock(source, at + i, target, offset);
      offset += blockBytes;
    }
  }

  /** Decodes the block at byte {@code block} of {@code source} to {@code y[at..]}. */
  abstract void decodeBlock(MemorySegment source, long block, float[] y, int at);

  /** Encodes the finite elements {@code x[at..]} to the block at byte {@code block}. */
  abstract void encodeBlock(float[] x, int at, MemorySegment target, long block);

  /**
   * The F16 number nearest to a scale (or minimum) of the block that starts at {@code x[at]};
   * quants are then chosen for the scale as it is stored, not as it was wanted.
   *
   * <p>Where F16 becomes subnormal, and so coarse, the next number away from zero is taken: fewer
   * quants are used then, but none is clipped, and a scale never vanishes where its minimum stays.
   */
  final float storable(float scale, float[] x, int at) {
    short bits = Float.floatToFloat16(scale);
    float stored = Float.float16ToFloat(bits);
    if (Math.abs(stored) < SMALLEST_NORMAL_F16 && Math.abs(stored) < Math.abs(scale)) {
      stored = Float.float16ToFloat((short) (bits + 1));
    }
    if (!Float.isFinite(stored)) {
      int largest = at;
      for (int i = at; i < at + blockLength; i++) {
        largest = Math.abs(x[i]) > Math.abs(x[largest]) ? i : largest;
      }
      throw new IllegalArgumentException(
          x[largest]
              + " at index "
              + largest
              + " is too large for "
              + type()
              + ": the F16 scale of its block would be infinite");
    }
    return stored + 0f; // no negative zero
  }

  private void requireFinite(float[] x, int at) {
    for (int i = at; i < at + blockLength; i++) {
      if (!Float.isFinite(x[i])) {
        throw new IllegalArgumentException(
            x[i] + " at index " + i + " can not be held by " + type() + ": finite numbers only");
      }
    }
  }
}
