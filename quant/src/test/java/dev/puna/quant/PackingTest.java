package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight values in a long, and the 6-bit scales packed in twelve bytes. */
class PackingTest {

  @Test
  void bitsSpreadOverBytesAndBack() {
    for (int bits = 0; bits < 256; bits++) {
      long octet = Octet.ofBits(bits);
      for (int k = 0; k < 8; k++) {
        assertEquals(bits >>> k & 1, Octet.get(octet, k));
      }
      assertEquals(bits, Octet.toBits(octet));
      assertEquals(octet, Octet.ofBits(bits | 0xABCD00));
    }
  }

  @Test
  void quantsAreTheNearestAndStayInRange() {
    float[] x = {-100, -1.1f, -0.9f, 0.24f, 0.26f, 1.74f, 100, Float.MAX_VALUE};
    assertEquals(octet(0, 0, 0, 2, 3, 5, 7, 7), Octet.quantise(x, 0, 0.5f, 0, 2, 7));
    assertEquals(octet(0, 0, 0, 0, 1, 3, 7, 7), Octet.quantise(x, 0, 0.5f, 0, 0, 7));
    assertEquals(octet(2, 2, 2, 2, 2, 2, 2, 2), Octet.quantise(x, 0, 0, 0, 2, 7));
    assertEquals(octet(7, 4, 4, 2, 1, 0, 0, 0), Octet.quantise(x, 0, -0.5f, 0, 2, 7));
  }

  @Test
  void sixBitScalesAreWhereGgmlReadsThem() {
    Random random = new Random(3);
    byte[] bytes = new byte[1 + SixBitScales.BYTES];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int round = 0; round < 1000; round++) {
      long scales = random.nextLong() & 0x3F3F3F3F3F3F3F3FL;
      long minima = random.nextLong() & 0x3F3F3F3F3F3F3F3FL;

      SixBitScales.store(segment, 1, scales, minima);

      assertEquals(scales, SixBitScales.scales(segment, 1));
      assertEquals(minima, SixBitScales.minima(segment, 1));
      for (int g = 0; g < 4; g++) {
        int a = bytes[1 + g] & 0xFF;
        int b = bytes[5 + g] & 0xFF;
        int c = bytes[9 + g] & 0xFF;
        assertEquals(a & 63, Octet.get(scales, g));
        assertEquals(b & 63, Octet.get(minima, g));
        assertEquals(c & 15 | a >> 6 << 4, Octet.get(scales, g + 4));
        assertEquals(c >> 4 | b >> 6 << 4, Octet.get(minima, g + 4));
      }
    }
  }

  private static long octet(int... values) {
    long octet = 0;
    for (int k = 0; k < 8; k++) {
      octet |= (long) values[k] << 8 * k;
    }
    return octet;
  }
}
