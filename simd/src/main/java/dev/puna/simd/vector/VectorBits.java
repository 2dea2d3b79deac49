package dev.puna.simd.vector;

import dev.puna.spi.BackendException;
import jdk.incubator.vector.VectorShape;

/**
 * The width of a vector in bits: what the machine prefers, or what the system property {@value
 * #PROPERTY} says. A width beyond the machine's own gives the same results, only slowly.
 */
public final class VectorBits {
  /** The system property that forces a width. */
  public static final String PROPERTY = "puna.vector.bits";

  private static final int MIN = 128;
  private static final int MAX = 512;

  private VectorBits() {}

  /**
   * The width to use.
   *
   * @throws BackendException if the property is neither 128, 256 nor 512
   */
  public static int chosen() {
    String wish = System.getProperty(PROPERTY);
    if (wish == null) {
      return Math.clamp(VectorShape.preferredShape().vectorBitSize(), MIN, MAX);
    }
    return switch (wish.strip()) {
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new BackendException(
              "system property " + PROPERTY + " is '" + wish + "'; it can be 128, 256 or 512");
    };
  }
}
