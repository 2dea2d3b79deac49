package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.host.HostKvCache;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.CacheType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain and the vector form of attention give the same bits. */
final class AttentionFormsTest {
  private static final int BLOCK = 32;
  private static final int QUERIES = 4;

  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20, 64, 80, 96, 112, 128, 256})
  void formsAgree(int length) {
    float[] tile = numbers(BLOCK * length);
    float[] queries = numbers(QUERIES * length);
    float[] plain = new float[QUERIES * BLOCK];
    float[] vectors = new float[QUERIES * BLOCK];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(4L * tile.length + 136);
      MemorySegment.copy(tile, 0, segment, ValueLayout.JAVA_FLOAT, 8, tile.length);

      VectorAttention.score(segment.address() + 8, length, queries, 0, vectors);
      for (int q = 0; q < QUERIES; q++) {
        PlainAttention.score(tile, length, queries, q, plain);
      }
      assertArrayEquals(plain, vectors, "scores");

      for (int q = 0; q < QUERIES; q++) {
        int at = q * BLOCK;
        assertEquals(PlainAttention.highest(plain, at), VectorAttention.highest(plain, at));
        float[] sums = numbers(3 * Lanes.F32.length());
        float[] others = sums.clone();
        PlainAttention.sum(plain, at, 0.3f, sums, Lanes.F32.length());
        VectorAttention.sum(plain, at, 0.3f, others, Lanes.F32.length());
        assertArrayEquals(sums, others, "sums");
      }

      int padded = Math.ceilDiv(length, 2 * Lanes.F32.length()) * 2 * Lanes.F32.length();
      float[] mixed = numbers(QUERIES * padded);
      float[] others = mixed.clone();
      float[] rescale = {1, 0.5f, 0, 0.25f};
      long values = segment.address() + 8;
      VectorAttention.mix(values, length, 3, 30, plain, 0, rescale, others, padded);
      for (int q = 0; q < QUERIES; q++) {
        PlainAttention.mix(tile, length, 3, 30, plain, q, rescale[q], mixed, q * padded);
        float[] want = Arrays.copyOfRange(mixed, q * padded, q * padded + length);
        float[] got = Arrays.copyOfRange(others, q * padded, q * padded + length);
        assertArrayEquals(want, got, "mixed");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 31, 32, 33, 64, 80, 96, 128, 256})
  void formsOfQuantsAgree(int length) {
    int count = BLOCK * length;
    float[] keys = new float[count];
    float[] values = new float[count];
    float[] decoded = new float[count];
    try (Arena arena = Arena.ofConfined()) {
      long bytes = BLOCK * CacheType.Q8_0.headBytes(length);
      MemorySegment source = arena.allocate(bytes, 2);
      for (long i = 0; i < bytes; i++) {
        source.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
      }
      MemorySegment scales = arena.allocate(4L * BLOCK, 64);
      MemorySegment target = arena.allocate(4L * count + HostKvCache.PADDING, 64);

      PlainQuants.keys(source, 0, length, keys);
      VectorQuants.keys(source.address(), length, scales.address(), target.address());
      MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, decoded, 0, count);
      assertArrayEquals(keys, decoded, "keys");

      PlainQuants.values(source, 0, length, values);
      VectorQuants.values(source.address(), length, target.address());
      MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, decoded, 0, count);
      assertArrayEquals(values, decoded, "values");
    }
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
