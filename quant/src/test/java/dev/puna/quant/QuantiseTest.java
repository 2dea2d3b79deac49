package dev.puna.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantising to blocks of many elements: loss, and inputs that real weights seldom are. */
class QuantiseTest {
  private static final int COUNT = 1024;

  /** Relative RMS error allowed on normally distributed elements. */
  private static double gaussianBound(BlockFormat format) {
    return switch (format.type()) {
      case Q2_K -> 0.29;
      case Q3_K -> 0.16;
      case Q4_0 -> 0.10;
      case Q4_1 -> 0.09;
      case Q4_K -> 0.075;
      case Q5_0 -> 0.046;
      case Q5_1 -> 0.042;
      case Q5_K -> 0.037;
      case Q6_K -> 0.019;
      case Q8_0 -> 0.0059;
      default -> throw new AssertionError("no bound for " + format.type());
    };
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void lossOnGaussianElementsIsSmall(BlockFormat format) {
    float[] x = Formats.gaussian(11, 64 * COUNT);
    double error = Formats.relativeError(x, Formats.roundTrip(format, x));
    double bound = gaussianBound(format);
    assertTrue(error <= bound, () -> "relative error " + error);
    assertTrue(error >= 0.8 * bound, () -> "a bound too wide to mean anything: " + error);
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void whatTheFormatHoldsIsKept(BlockFormat format) {
    float[] once = Formats.roundTrip(format, Formats.gaussian(12, 16 * COUNT));
    float[] twice = Formats.roundTrip(format, once);
    assertTrue(Formats.relativeError(once, twice) < 1e-4);
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void zerosStayPositiveZeros(BlockFormat format) {
    float[] negativeZeros = new float[COUNT];
    Arrays.fill(negativeZeros, -0f);
    assertArrayEquals(new float[COUNT], Formats.roundTrip(format, new float[COUNT]));
    assertArrayEquals(new float[COUNT], Formats.roundTrip(format, negativeZeros));
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void constantsAreKeptWithinTheScalesPrecision(BlockFormat format) {
    for (float value : new float[] {1, -1, 0.37f, -0.37f, 1234.5f, -1234.5f}) {
      float[] x = new float[COUNT];
      Arrays.fill(x, value);
      double error = Formats.relativeError(x, Formats.roundTrip(format, x));
      assertTrue(error < 1.0 / 1024, () -> value + " with relative error " + error);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void oneLargeElementIsKept(BlockFormat format) {
    for (int spike : new int[] {0, 15, 16, 31, 100, 255}) {
      for (float value : new float[] {1, -1}) {
        float[] x = new float[256];
        x[spike] = value;
        float[] y = Formats.roundTrip(format, x);
        assertEquals(value, y[spike], 0.002f, () -> "spike " + value + " at " + spike);
        y[spike] = 0;
        assertEquals(0, maximumMagnitude(y), 0.002f, () -> "around " + value + " at " + spike);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void oneSidedElementsLoseNoMoreThanOthers(BlockFormat format) {
    float[] positive = Formats.gaussian(13, 16 * COUNT);
    float[] negative = new float[positive.length];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = Math.abs(positive[i]);
      negative[i] = -positive[i];
    }
    double bound = 1.1 * gaussianBound(format);
    assertTrue(Formats.relativeError(positive, Formats.roundTrip(format, positive)) < bound);
    assertTrue(Formats.relativeError(negative, Formats.roundTrip(format, negative)) < bound);
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void lossDoesNotDependOnMagnitude(BlockFormat format) {
    double plain = relativeErrorAt(format, 1);
    // The F16 scales are normal numbers over this range.
    for (float magnitude : new float[] {0.125f, 16, 512, 16384}) {
      assertEquals(plain, relativeErrorAt(format, magnitude), 0.02 * plain);
    }
  }

  private static double relativeErrorAt(BlockFormat format, float magnitude) {
    float[] x = gaussian(magnitude);
    return Formats.relativeError(x, Formats.roundTrip(format, x));
  }

  private static float[] gaussian(float magnitude) {
    float[] x = Formats.gaussian(14, 4 * COUNT);
    for (int i = 0; i < x.length; i++) {
      x[i] *= magnitude;
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void tinyMagnitudesRoundToTheNearestThatScalesAllow(BlockFormat format) {
    assertTrue(relativeErrorAt(format, 1e-5f) < 1.5 * gaussianBound(format));
    assertTrue(relativeErrorAt(format, 1e-6f) < 0.5);
    float smallestF16 = 0x1p-24f;
    for (float magnitude : new float[] {1e-7f, 1e-8f, 1e-9f, 1e-20f, Float.MIN_VALUE}) {
      float[] x = gaussian(magnitude);
      float[] y = Formats.roundTrip(format, x);
      assertTrue(maximumMagnitude(y) <= maximumMagnitude(x) + smallestF16);
      if (magnitude <= 1e-9f) {
        assertArrayEquals(new float[x.length], y, 0f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void magnitudesBeyondTheScaleAreRefusedByIndex(BlockFormat format) {
    for (float value : new float[] {1e12f, -1e12f, 1e20f, -1e20f, Float.MAX_VALUE, -1e38f}) {
      float[] x = Formats.gaussian(16, COUNT);
      x[777] = value;
      String message = refusal(format, x);
      assertTrue(message.contains(value + " at index 777"), message);
      assertTrue(message.contains(format.type().name()), message);
    }
    float[] both = new float[COUNT];
    both[5] = Float.MAX_VALUE;
    both[6] = -Float.MAX_VALUE;
    assertThrows(IllegalArgumentException.class, () -> Formats.quantise(format, both));
  }

  @ParameterizedTest
  @MethodSource("dev.puna.quant.Formats#blocked")
  void notFiniteElementsAreRefusedByIndex(BlockFormat format) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int index : new int[] {0, 31, 300, COUNT - 1}) {
        float[] x = Formats.gaussian(17, COUNT);
        x[index] = value;
        String message = refusal(format, x);
        assertTrue(message.contains(value + " at index " + index), message);
      }
    }
  }

  private static String refusal(BlockFormat format, float[] x) {
    var error = assertThrows(IllegalArgumentException.class, () -> Formats.quantise(format, x));
    return String.valueOf(error.getMessage());
  }

  private static float maximumMagnitude(float[] x) {
    float maximum = 0;
    for (float element : x) {
      maximum = Math.max(maximum, Math.abs(element));
    }
    return maximum;
  }
}
