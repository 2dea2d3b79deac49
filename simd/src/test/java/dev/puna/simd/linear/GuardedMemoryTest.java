package dev.puna.simd.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.puna.simd.vector.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class GuardedMemoryTest {
  @Test
  void itEndsWithItsLastByte() {
    MemorySegment memory = GuardedMemory.allocate(100);
    memory.set(ValueLayout.JAVA_BYTE, 99, (byte) 7);
    long last = memory.address() + 99;
    assertEquals(7, Memory.ALL.get(ValueLayout.JAVA_BYTE, last));
    assertThrows(InternalError.class, () -> Memory.ALL.get(ValueLayout.JAVA_BYTE, last + 1));
  }
}
