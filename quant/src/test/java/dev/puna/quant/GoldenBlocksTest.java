package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks that llama.cpp wrote and what it made of them: {@code TYPE.blocks} holds 16 rows of 256
 * weights of one tensor, {@code TYPE.f32} the same rows as F32, little-endian.
 */
class GoldenBlocksTest {
  private static final int COUNT = 16 * 256;

  @ParameterizedTest
  @EnumSource(
      names = {
        "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"
      })
  void dequantisesLikeGgmlBitForBit(TensorType type) throws IOException {
    byte[] blocks = Formats.resource(type + ".blocks");
    float[] expected = Formats.floats(type + ".f32");
    assertEquals(COUNT, expected.length);
    assertEquals(type.byteSize(COUNT), blocks.length);

    float[] actual = Formats.dequantise(type.format().orElseThrow(), blocks);

    for (int i = 0; i < COUNT; i++) {
      int index = i;
      assertEquals(
          Integer.toHexString(Float.floatToRawIntBits(expected[i])),
          Integer.toHexString(Float.floatToRawIntBits(actual[i])),
          () -> type + " element " + index);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void quantisesAsWellAsGgml(BlockFormat format) throws IOException {
    float[] weights = Formats.floats("BF16.f32");
    double ggml = Formats.relativeError(weights, Formats.floats(format.type() + ".f32"));

    double puna = Formats.relativeError(weights, Formats.roundTrip(format, weights));

    assertTrue(puna <= 1.02 * ggml, () -> "relative error " + puna + ", GGML's is " + ggml);
  }
}
