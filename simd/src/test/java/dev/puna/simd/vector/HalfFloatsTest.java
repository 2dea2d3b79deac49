package dev.puna.simd.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class HalfFloatsTest {
  private static final int COUNT = 1 << 16;

  @Test
  void decodesAllNumbers() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment halves = arena.allocate(2L * COUNT + 6);
      MemorySegment floats = arena.allocate(4L * COUNT + 64);
      for (int i = 0; i < COUNT; i++) {
        halves.set(ValueLayout.JAVA_SHORT, 6 + 2L * i, (short) i);
      }
      HalfFloats.decode(halves.address() + 6, floats.address() + 64, COUNT);
      for (int i = 0; i < COUNT; i++) {
        float want = Float.float16ToFloat((short) i);
        float got = floats.get(ValueLayout.JAVA_FLOAT, 64 + 4L * i);
        if (Float.isNaN(want)) {
          assertEquals(want, got, "NaN " + i);
        } else {
          assertEquals(Float.floatToRawIntBits(want), Float.floatToRawIntBits(got), "half " + i);
        }
      }
    }
  }
}
