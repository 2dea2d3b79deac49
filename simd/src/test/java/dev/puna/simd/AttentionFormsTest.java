package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.host.HostKvCache;
import dev.puna.simd.linear.Tile;
import dev.puna.spi.CacheType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain and the vector form of attention give the same bits. */
final class AttentionFormsTest {
  private static final int BLOCK = 32;
  private static final int STEP = AttentionScratch.STEP;
  private static final int ELEMENTS = VectorAttention.ELEMENTS;

  private final Random random = new Random(1);

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 1", "7, 5", "20, 4", "64, 8", "80, 6", "96, 3", "128, 7", "256, 8"})
  void scoresAgree(int length, int queries) {
    float[] keys = numbers(BLOCK * length);
    float[] x = numbers(Tile.TOKENS * length);
    float[] plain = new float[Tile.TOKENS * STEP];
    float[] vectors = new float[Tile.TOKENS * STEP];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = nativeCopy(arena, keys);
      MemorySegment vectorX = nativeCopy(arena, x);
      VectorAttention.score(segment.address(), length, vectorX.address(), queries, vectors, BLOCK);
    }
    for (int q = 0; q < queries; q++) {
      int at = q * STEP + BLOCK;
      PlainAttention.score(keys, length, x, q, plain, at);
      float[] got = Arrays.copyOfRange(vectors, at, at + BLOCK);
      assertArrayEquals(Arrays.copyOfRange(plain, at, at + BLOCK), got, "query " + q);
    }
  }

  @Test
  void theHighestScoreIsFound() {
    for (int at = BLOCK; at < 3 * BLOCK; at++) {
      float[] scores = numbers(4 * BLOCK);
      scores[0] = 200;
      scores[at] = 100;
      scores[3 * BLOCK] = 200;
      assertEquals(100, VectorAttention.highest(scores, BLOCK, 3 * BLOCK));
      assertEquals(100, PlainAttention.highest(scores, BLOCK, 3 * BLOCK));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 1", "7, 5", "20, 4", "64, 8", "80, 6", "96, 3", "112, 2", "256, 7"})
  void mixturesAgree(int length, int queries) {
    int from = BLOCK;
    int to = STEP - 2;
    float[] values = numbers(STEP * length);
    float[] weights = numbers(Tile.TOKENS * STEP);
    int padded = Math.ceilDiv(length, ELEMENTS) * ELEMENTS;
    float[] plain = numbers(queries * padded);
    float[] vectors = plain.clone();
    float[] plainSums = new float[length];
    float[] sums = new float[Tile.TOKENS * ELEMENTS];
    try (Arena arena = Arena.ofConfined()) {
      long[] blocks = new long[STEP / BLOCK];
      for (int b = 1; b < blocks.length; b++) {
        int at = b * BLOCK * length;
        float[] block = Arrays.copyOfRange(values, at, at + BLOCK * length);
        blocks[b] = nativeCopy(arena, block).address();
      }
      for (int e = 0; e < length; e += ELEMENTS) {
        VectorAttention.mix(blocks, length, e, from, to, weights, 0, queries, sums);
        for (int q = 0; q < queries; q++) {
          VectorAttention.add(sums, q * ELEMENTS, q * 0.2f, vectors, q * padded + e);
        }
      }
    }
    for (int q = 0; q < queries; q++) {
      int at = q * padded;
      float rescale = q * 0.2f;
      PlainAttention.mix(
          values, length, from, to, weights, q * STEP, rescale, plainSums, plain, at);
      float[] got = Arrays.copyOfRange(vectors, at, at + length);
      assertArrayEquals(Arrays.copyOfRange(plain, at, at + length), got, "query " + q);
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

      PlainQuants.values(source, 0, length, values, 0);
      VectorQuants.values(source.address(), length, target.address());
      MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, decoded, 0, count);
      assertArrayEquals(values, decoded, "values");
    }
  }

  private static MemorySegment nativeCopy(Arena arena, float[] numbers) {
    MemorySegment copy = arena.allocate(4L * numbers.length + HostKvCache.PADDING, 64);
    MemorySegment.copy(numbers, 0, copy, ValueLayout.JAVA_FLOAT, 0, numbers.length);
    return copy;
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
