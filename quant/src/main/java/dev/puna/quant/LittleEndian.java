package dev.puna.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Unaligned little-endian access to the bytes of blocks. */
final class LittleEndian {
  static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static short i16(MemorySegment segment, long offset) {
    return segment.get(I16, offset);
  }

  static void putI16(MemorySegment segment, long offset, short value) {
    segment.set(I16, offset, value);
  }

  static float f16(MemorySegment segment, long offset) {
    return Float.float16ToFloat(segment.get(I16, offset));
  }

  /** Rounds to the nearest F16, ties to even. */
  static void putF16(MemorySegment segment, long offset, float value) {
    segment.set(I16, offset, Float.floatToFloat16(value));
  }

  static int i32(MemorySegment segment, long offset) {
    return segment.get(I32, offset);
  }

  static void putI32(MemorySegment segment, long offset, int value) {
    segment.set(I32, offset, value);
  }

  static long i64(MemorySegment segment, long offset) {
    return segment.get(I64, offset);
  }

  static void putI64(MemorySegment segment, long offset, long value) {
    segment.set(I64, offset, value);
  }
}
