package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Blocks that llama.cpp wrote and what it made of them: {@code TYPE.blocks} holds 16 rows of 256
 * weights, {@code TYPE.f32} the same rows as F32, little-endian.
 */
class GoldenBlocksTest {

  @ParameterizedTest
  @EnumSource(
      names = {
        "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"
      })
  void dequantisesLikeGgmlBitForBit(TensorType type) throws IOException {
    byte[] blocks = resource(type + ".blocks");
    ByteBuffer expected = ByteBuffer.wrap(resource(type + ".f32")).order(ByteOrder.LITTLE_ENDIAN);
    int count = expected.remaining() / Float.BYTES;
    assertEquals(16 * 256, count);
    assertEquals(type.byteSize(count), blocks.length);

    float[] actual = new float[count];
    type.format().orElseThrow().dequantise(MemorySegment.ofArray(blocks), 0, actual, 0, count);

    for (int i = 0; i < count; i++) {
      int index = i;
      assertEquals(
          Integer.toHexString(expected.getInt(Float.BYTES * i)),
          Integer.toHexString(Float.floatToRawIntBits(actual[i])),
          () -> type + " element " + index);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = GoldenBlocksTest.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("test resource " + name + " is missing");
      }
      return stream.readAllBytes();
    }
  }
}
