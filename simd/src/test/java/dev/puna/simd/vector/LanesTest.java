package dev.puna.simd.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.spi.BackendException;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LanesTest {

  /** The build runs all tests with each width, and says which with the property. */
  @Test
  void theWidthIsTheOneThatWasAskedFor() {
    int asked = Integer.parseInt(System.getProperty(VectorBits.PROPERTY));
    assertEquals(asked, Lanes.bits());
    assertEquals(asked / 32, Lanes.F32.length());
    assertEquals(asked / 32, Lanes.I32.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "1024", "wide", "", "-128"})
  void anotherWidthIsRefusedWithTheChoices(String wish) {
    String before = System.setProperty(VectorBits.PROPERTY, wish);
    try {
      BackendException refusal = assertThrows(BackendException.class, VectorBits::chosen);
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.contains("puna.vector.bits") && message.contains("256"), message);
    } finally {
      System.setProperty(VectorBits.PROPERTY, before);
    }
  }

  @Test
  void withoutAWishTheWidthIsTheMachines() {
    String before = System.clearProperty(VectorBits.PROPERTY);
    try {
      int bits = VectorBits.chosen();
      assertTrue(bits == 128 || bits == 256 || bits == 512, "width " + bits);
    } finally {
      System.setProperty(VectorBits.PROPERTY, before);
    }
  }

  @Test
  void sumsAreAlwaysFormedInTheSameOrder() {
    Random random = new Random(2);
    int lanes = Lanes.F32.length();
    float[] values = new float[lanes];
    for (int round = 0; round < 20_000; round++) {
      for (int i = 0; i < lanes; i++) {
        values[i] = (float) random.nextGaussian();
      }
      float[] halves = values.clone();
      for (int n = lanes / 2; n > 0; n /= 2) {
        for (int i = 0; i < n; i++) {
          halves[i] += halves[i + n];
        }
      }
      float sum = Lanes.sum(FloatVector.fromArray(Lanes.F32, values, 0));
      assertEquals(halves[0], sum, 0);
      assertEquals(sum, Lanes.sum(values, 0), 0);
    }
  }
}
