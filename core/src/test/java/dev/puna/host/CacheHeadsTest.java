package dev.puna.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.AttentionSpec;
import dev.puna.quant.BlockFormat;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheHeadsTest {
  private static final int B = CacheLayout.BLOCK_TOKENS;
  private static final List<AttentionSpec> LAYERS =
      List.of(
          new AttentionSpec(2, 2, 64, 32, 1, 0, 0),
          new AttentionSpec(3, 3, 33, 7, 1, 0, 0),
          new AttentionSpec(1, 1, 1, 80, 1, 0, 0));

  private final Random random = new Random(3);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** What a type makes of a head, by the format alone. */
  private static float[] stored(CacheType type, float[] head) {
    BlockFormat format = type.tensorType().format().orElseThrow();
    float[] padded = Arrays.copyOf(head, type.paddedLength(head.length));
    MemorySegment bytes = MemorySegment.ofArray(new byte[(int) type.headBytes(head.length)]);
    format.quantise(padded, 0, bytes, 0, padded.length);
    format.dequantise(bytes, 0, padded, 0, padded.length);
    return Arrays.copyOf(padded, head.length);
  }

  @ParameterizedTest
  @EnumSource
  void everyHeadOfEveryPositionAndLayerHasItsPlace(CacheType type) {
    CacheLayout layout = new CacheLayout(LAYERS, type, 1);
    float[][][][] keys = new float[LAYERS.size()][][][];
    float[][][][] values = new float[LAYERS.size()][][][];
    try (HostKvCache cache = new HostKvCache(layout)) {
      MemorySegment block = cache.reserve(0);
      for (int layer = 0; layer < LAYERS.size(); layer++) {
        AttentionSpec spec = LAYERS.get(layer);
        CacheHeads heads = new CacheHeads(cache, layer);
        keys[layer] = new float[spec.kvHeads()][B][];
        values[layer] = new float[spec.kvHeads()][B][];
        for (int slot = B - 1; slot >= 0; slot--) {
          for (int head = 0; head < spec.kvHeads(); head++) {
            float[] source = numbers(3 + spec.keyLength() + spec.valueLength());
            int valueAt = 3 + spec.keyLength();
            keys[layer][head][slot] = Arrays.copyOfRange(source, 3, valueAt);
            values[layer][head][slot] = Arrays.copyOfRange(source, valueAt, source.length);
            heads.storeKey(block, head, slot, source, 3);
            heads.storeValue(block, head, slot, source, valueAt);
          }
        }
      }
      for (int layer = 0; layer < LAYERS.size(); layer++) {
        AttentionSpec spec = LAYERS.get(layer);
        CacheHeads heads = new CacheHeads(cache, layer);
        float[] key = new float[spec.keyLength()];
        float[] value = new float[spec.valueLength()];
        for (int head = 0; head < spec.kvHeads(); head++) {
          for (int slot = 0; slot < B; slot++) {
            heads.loadKey(block, head, slot, key);
            heads.loadValue(block, head, slot, value);
            assertArrayEquals(stored(type, keys[layer][head][slot]), key);
            assertArrayEquals(stored(type, values[layer][head][slot]), value);
          }
        }
      }
    }
  }

  @Test
  void bytesAreThoseOfTheFormat() {
    assertEquals(4 * 33, CacheType.F32.headBytes(33));
    assertEquals(2 * 33, CacheType.F16.headBytes(33));
    assertEquals(2 * 34, CacheType.Q8_0.headBytes(33));
    assertEquals(34, CacheType.Q8_0.headBytes(32));
    CacheLayout layout = new CacheLayout(LAYERS, CacheType.Q8_0, 5);
    long token = 2 * (68 + 34) + 3 * (68 + 34) + (34 + 3 * 34);
    assertEquals(token, layout.tokenBytes());
    assertEquals(5 * 32 * token, layout.bytes());
  }

  @Test
  void whatAQuantCanNotHoldComesToNothingAlone() {
    CacheLayout layout = new CacheLayout(LAYERS, CacheType.Q8_0, 1);
    for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e9f}) {
      try (HostKvCache cache = new HostKvCache(layout)) {
        MemorySegment block = cache.reserve(0);
        CacheHeads heads = new CacheHeads(cache, 0);
        float[] key = numbers(64);
        heads.storeKey(block, 0, 4, key, 0);
        float[] damaged = key.clone();
        damaged[40] = wrong;
        heads.storeKey(block, 0, 5, damaged, 0);
        float[] got = new float[64];
        heads.loadKey(block, 0, 4, got);
        assertArrayEquals(stored(CacheType.Q8_0, key), got);
        heads.loadKey(block, 0, 5, got);
        for (int i = 0; i < 64; i++) {
          assertEquals(i >= 32, Float.isNaN(got[i]), "element " + i);
        }
      }
    }
    assertTrue(Float.isFinite(stored(CacheType.Q8_0, new float[] {8e6f})[0]), "8 million fits");
  }
}
