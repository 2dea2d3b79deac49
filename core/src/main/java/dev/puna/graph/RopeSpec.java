package dev.puna.graph;

/**
 * Rotary position embedding (Su et al., 2021): pair {@code i} of a head turns by {@code position *
 * frequencies[i]} and is scaled by {@code magnitude}.
 *
 * <p>Linear, YaRN and factor-tensor scaling all come down to other frequencies and another
 * magnitude.
 *
 * @param pairing which two elements of a head make a pair
 * @param frequencies radians a position for each pair; a head's elements past {@code 2 *
 *     frequencies.length} are left as they are
 * @param magnitude factor on the rotated elements
 */
public record RopeSpec(Pairing pairing, float[] frequencies, float magnitude) {

  /** Which two elements of a head make pair {@code i}. */
  public enum Pairing {
    /** {@code 2i} and {@code 2i + 1}. */
    NEIGHBOURS,
    /** {@code i} and {@code i + pairs}. */
    HALVES
  }

  /** Elements of a head that are rotated. */
  public int dimensions() {
    return 2 * frequencies.length;
  }
}
