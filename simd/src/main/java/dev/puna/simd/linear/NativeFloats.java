package dev.puna.simd.linear;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Scratch memory outside the heap that begins with a line of the cache and grows to what is asked
 * for. A vector of 512 bits in an array, which begins anywhere, lies in two lines, and takes two
 * accesses.
 */
final class NativeFloats {
  private static final int LINE = 64;

  private MemorySegment memory = MemorySegment.NULL;

  /** The address of the first; another after {@link #ensure}. */
  long address;

  /** Makes room, and returns the address; what was there may be gone. */
  long ensure(long count) {
    if (length() < count) {
      memory = Arena.ofAuto().allocate(count * Float.BYTES, LINE);
      address = memory.address();
    }
    return address;
  }

  /** Floats that there is room for. */
  long length() {
    return memory.byteSize() / Float.BYTES;
  }

  /** Copies floats to {@code at} and so on. */
  void copy(float[] from, int fromAt, long at, int count) {
    MemorySegment.copy(from, fromAt, memory, ValueLayout.JAVA_FLOAT, at * Float.BYTES, count);
  }
}
