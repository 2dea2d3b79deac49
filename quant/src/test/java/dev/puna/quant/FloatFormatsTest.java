package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F32, F16 and BF16: rounding and the numbers that are none. */
class FloatFormatsTest {

  @Test
  void f32KeepsEveryBit() {
    Random random = new Random(1);
    float[] x = new float[1000];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.intBitsToFloat(random.nextInt());
    }
    assertArrayEquals(x, Formats.roundTrip(F32Format.INSTANCE, x));
    assertArrayEquals(
        new byte[] {0x00, 0x00, 0x20, (byte) 0xC0},
        Formats.quantise(F32Format.INSTANCE, new float[] {-2.5f}));
  }

  @Test
  void everyF16AndBf16PatternSurvives() {
    byte[] patterns = new byte[2 * 65536];
    for (int i = 0; i < 65536; i++) {
      patterns[2 * i] = (byte) i;
      patterns[2 * i + 1] = (byte) (i >>> 8);
    }
    for (BlockFormat format : new BlockFormat[] {F16Format.INSTANCE, BF16Format.INSTANCE}) {
      float[] x = Formats.dequantise(format, patterns);
      byte[] back = Formats.quantise(format, x);
      for (int i = 0; i < 65536; i++) {
        int bits = back[2 * i] & 0xFF | (back[2 * i + 1] & 0xFF) << 8;
        if (Float.isNaN(x[i])) {
          assertTrue(Float.isNaN(Formats.dequantise(format, back)[i]));
        } else {
          assertEquals(i, bits);
        }
      }
    }
  }

  @Test
  void bf16RoundsToTheNearestAndTiesToEven() {
    assertBf16(0x3F80, 0x3F800000);
    assertBf16(0x3F80, 0x3F807FFF); // below the middle
    assertBf16(0x3F80, 0x3F808000); // the middle, to even: down
    assertBf16(0x3F81, 0x3F808001); // above the middle
    assertBf16(0x3F82, 0x3F818000); // the middle, to even: up
    assertBf16(0xBF82, 0xBF818000); // the same below zero
    assertBf16(0x4000, 0x3FFFFFFF); // into the next exponent
    assertBf16(0x0080, 0x007FFFFF); // from subnormal to normal
    assertBf16(0x0000, 0x00000001);
    assertBf16(0x8000, 0x80000000);
    assertBf16(0x7F80, 0x7F7FFFFF); // the largest number is nearer to infinity
    assertBf16(0x7F80, 0x7F800000);
    assertBf16(0xFF80, 0xFF800000);
  }

  @Test
  void bf16IsTheNearerNeighbour() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) random.nextGaussian() * (float) Math.pow(2, random.nextInt(60) - 30);
      short bits = BF16Format.fromFloat(x);
      BigDecimal chosen = distance(x, BF16Format.toFloat(bits));
      assertTrue(chosen.compareTo(distance(x, BF16Format.toFloat((short) (bits + 1)))) <= 0);
      assertTrue(chosen.compareTo(distance(x, BF16Format.toFloat((short) (bits - 1)))) <= 0);
    }
  }

  @Test
  void bf16KeepsNanQuietAndItsSign() {
    for (int bits : new int[] {0x7F800001, 0xFF800001, 0x7FFFFFFF, 0x7FC00000, 0xFFFFFFFF}) {
      int stored = BF16Format.fromFloat(Float.intBitsToFloat(bits)) & 0xFFFF;
      assertTrue(Float.isNaN(BF16Format.toFloat((short) stored)), Integer.toHexString(bits));
      assertEquals(0x40, stored & 0x40);
      assertEquals(bits >>> 31, stored >>> 15);
    }
  }

  @Test
  void f16RoundsToTheNearestAndOverflowsToInfinity() {
    float[] x = {1 + 1f / 2048, 1 + 3f / 2048, 65504, 65519, 65520, -65520, 0x1p-25f, 0x1.8p-25f};
    float[] rounded = {1, 1 + 1f / 512, 65504, 65504, 1 / 0f, -1 / 0f, 0, 0x1p-24f};
    assertArrayEquals(rounded, Formats.roundTrip(F16Format.INSTANCE, x));
  }

  private static void assertBf16(int expected, int f32Bits) {
    short actual = BF16Format.fromFloat(Float.intBitsToFloat(f32Bits));
    assertEquals(Integer.toHexString(expected), Integer.toHexString(actual & 0xFFFF));
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }
}
