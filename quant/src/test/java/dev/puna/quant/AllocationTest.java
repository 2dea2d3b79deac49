package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.testing.AllocatedBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoding and dot products run for every token: they must leave nothing to the collector. */
class AllocationTest {
  private static final int CALLS = 2000;
  private static final int ROUNDS = 100;

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#all")
  void dequantiseAndDotAllocateNothing(BlockFormat format) {
    int count = 512;
    float[] x = Formats.gaussian(1, count);
    float[] y = new float[count];
    float sink = 0;
    byte[] blocks = Formats.quantise(format, x);
    AllocatedBytes allocated = new AllocatedBytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(blocks.length);
      segment.copyFrom(MemorySegment.ofArray(blocks));
      long least = Long.MAX_VALUE;
      // Until the compiler has seen the calls they may allocate; then none may.
      for (int round = 0; round < ROUNDS && least > 0; round++) {
        long before = allocated.now();
        assertTrue(before > 0, "the JVM counts no allocations");
        for (int call = 0; call < CALLS; call++) {
          format.dequantise(segment, 0, y, 0, count);
          sink += format.dot(segment, 0, x, 0, count);
        }
        least = Math.min(least, allocated.now() - before);
      }
      assertEquals(0, least);
      assertTrue(Float.isFinite(sink));
    }
  }
}
