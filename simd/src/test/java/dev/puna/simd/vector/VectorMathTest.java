package dev.puna.simd.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VectorMathTest {
  private static final int COUNT = 1 << 16;
  private static final int LANES = Lanes.F32.length();

  /** Results this small may be 0. */
  private static final double TINY = 1e-36;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1,
    -1,
    88.72283f,
    88.72284f,
    89,
    -87.33654f,
    -87.33655f,
    -103.2f,
    -103.97208f,
    -104f,
    -105,
    1e30f,
    -1e30f,
    Float.NEGATIVE_INFINITY
  };

  @Test
  void weightsAreWithinTwoUlpOverTheWholeRange() {
    float[] x = numbers(-90, 0);
    float[] y = x.clone();
    weights(y, 0);
    for (int i = 0; i < COUNT; i++) {
      double want = x[i] < -86 ? 0 : Math.exp(x[i]);
      if (x[i] <= 0) {
        assertWithin(2, want, y[i], "exp " + x[i]);
      }
    }
  }

  @Test
  void weightsAreRelativeToTheHighestScore() {
    float[] x = numbers(-3, 3);
    float[] y = x.clone();
    weights(y, 3);
    for (int i = SPECIAL.length; i < COUNT; i++) {
      assertWithin(2, Math.exp(x[i] - 3), y[i], "exp " + x[i]);
    }
  }

  @Test
  void weightsAreAddedToRescaledSums() {
    float[] x = numbers(-3, 0);
    float[] sums = new float[3 * LANES];
    Arrays.fill(sums, 4);
    VectorMath.weights(x, LANES, 4 * LANES, 1, 0.25f, sums, LANES);
    for (int lane = 0; lane < LANES; lane++) {
      float want = 1 + x[LANES + lane] + x[2 * LANES + lane] + x[3 * LANES + lane];
      assertEquals(want, sums[LANES + lane], 0);
      assertEquals(4, sums[lane], 0);
      assertEquals(4, sums[2 * LANES + lane], 0);
    }
  }

  @Test
  void weightsOfWhatIsNoNumberAreNoNumbers() {
    float[] x = new float[32];
    x[3] = Float.NaN;
    x[4] = Float.intBitsToFloat(0xffc12345);
    x[5] = Float.NEGATIVE_INFINITY;
    weights(x, 0);
    assertTrue(Float.isNaN(x[3]));
    assertTrue(Float.isNaN(x[4]));
    assertEquals(0, x[5]);
    assertEquals(1, x[6]);
  }

  @Test
  void tanhIsWithinFourUlp() {
    for (float size : new float[] {1e-20f, 1e-3f, 1, 20}) {
      float[] x = numbers(-size, size);
      x[50] = Float.POSITIVE_INFINITY;
      float[] y = new float[COUNT];
      VectorMath.softcap(x, y, 0, COUNT, 1);
      for (int i = 0; i < COUNT; i++) {
        assertWithin(4, Math.tanh(x[i]), y[i], "tanh " + x[i]);
      }
    }
  }

  @Test
  void softcapBendsTowardsTheCap() {
    float[] x = numbers(-300, 300);
    float[] y = new float[COUNT];
    VectorMath.softcap(x, y, 0, COUNT, 50);
    for (int i = 0; i < COUNT; i++) {
      double want = 50 * Math.tanh(x[i] / 50.0);
      assertEquals(want, y[i], 6 * Math.ulp((float) want) + TINY, "softcap " + x[i]);
    }
  }

  @Test
  void siluIsExactToAFewUlp() {
    float[] x = numbers(-120, 120);
    float[] up = new float[COUNT];
    Arrays.fill(up, 1);
    float[] y = new float[COUNT];
    VectorMath.silu(x, up, y, 0, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double want = x[i] / (1 + Math.exp(-(double) x[i]));
      if (!Double.isNaN(want)) {
        assertEquals(want, y[i], 4 * Math.ulp((float) want) + TINY, "silu " + x[i]);
      }
    }
  }

  @Test
  void geluIsExactToAFewUlpOfItsArgument() {
    float[] x = numbers(-8, 8);
    float[] up = new float[COUNT];
    Arrays.fill(up, 1);
    float[] y = new float[COUNT];
    VectorMath.gelu(x, up, y, 0, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double v = x[i];
      double u = Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v);
      double want = v / (1 + Math.exp(-2 * u));
      // The exponent of a large negative argument has an error of some ulp of its own.
      if (!Double.isNaN(want)) {
        assertEquals(want, y[i], Math.abs(want) * 1e-5 + TINY, "gelu " + x[i]);
      }
    }
  }

  @Test
  void activationsMultiplyByTheSecondInputAndMayWriteOverTheFirst() {
    float[] gate = numbers(-3, 3);
    float[] up = new float[COUNT];
    float[] one = new float[COUNT];
    Random random = new Random(5);
    for (int i = 0; i < COUNT; i++) {
      up[i] = random.nextFloat();
      one[i] = 1;
    }
    float[] plain = new float[COUNT];
    VectorMath.silu(gate, one, plain, 0, COUNT);
    VectorMath.silu(gate, up, gate, 0, COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(plain[i] * up[i], gate[i], 0);
    }
  }

  @Test
  void aResultDoesNotDependOnThePlace() {
    float[] x = numbers(-20, 20);
    for (int shift : new int[] {1, 3, 7}) {
      float[] y = x.clone();
      float[] z = Arrays.copyOfRange(x, shift, COUNT + shift);
      VectorMath.silu(y, x, y, 0, COUNT);
      VectorMath.silu(z, Arrays.copyOfRange(x, shift, COUNT + shift), z, 0, COUNT);
      for (int i = shift; i < COUNT; i++) {
        assertEquals(y[i], z[i - shift], 0);
      }
    }
  }

  @Test
  void plainAndVectorFormsGiveTheSameBits() {
    for (float size : new float[] {1e-30f, 1, 30, 300}) {
      float[] x = numbers(-size, size);
      x[70] = Float.NaN;
      x[71] = Float.POSITIVE_INFINITY;
      float[] up = numbers(-1, 1);
      float[] plain = x.clone();
      float[] vectors = x.clone();
      float[] plainSums = new float[LANES];
      float[] vectorSums = new float[LANES];
      PlainMath.weights(plain, 0, COUNT, 0.25f, 0, plainSums, 0);
      VectorMath.weights(vectors, 0, COUNT, 0.25f, 0, vectorSums, 0);
      assertArrayEquals(plain, vectors, "weights");
      assertArrayEquals(plainSums, vectorSums, "sums of weights");
      PlainMath.silu(x, up, plain, 0, COUNT);
      VectorMath.silu(x, up, vectors, 0, COUNT);
      assertArrayEquals(plain, vectors, "silu");
      PlainMath.gelu(x, up, plain, 0, COUNT);
      VectorMath.gelu(x, up, vectors, 0, COUNT);
      assertArrayEquals(plain, vectors, "gelu");
      PlainMath.softcap(x, plain, 0, COUNT, 30);
      VectorMath.softcap(x, vectors, 0, COUNT, 30);
      assertArrayEquals(plain, vectors, "softcap");
    }
  }

  private static void weights(float[] scores, float max) {
    VectorMath.weights(scores, 0, scores.length, max, 0, new float[LANES], 0);
  }

  /** Special numbers, and random ones in between. */
  private static float[] numbers(float min, float max) {
    Random random = new Random(1);
    float[] numbers = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = min + (max - min) * random.nextFloat();
    }
    System.arraycopy(SPECIAL, 0, numbers, 0, SPECIAL.length);
    return numbers;
  }

  private static void assertWithin(double ulps, double want, float got, String what) {
    float rounded = (float) want;
    if (Float.isInfinite(rounded)) {
      assertEquals(rounded, got, what);
    } else {
      assertEquals(want, got, ulps * Math.ulp(rounded), what);
    }
  }
}
