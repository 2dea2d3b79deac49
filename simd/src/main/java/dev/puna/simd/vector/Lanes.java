package dev.puna.simd.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that all kernels compute with: {@code F32.length()} floats, which is 4, 8 or 16.
 *
 * <p>The width is chosen once in a JVM, when this class is initialised; {@link VectorBits#chosen}
 * must have succeeded before.
 */
public final class Lanes {
  /** The shape of a full vector. */
  public static final VectorShape SHAPE = VectorShape.forBitSize(VectorBits.chosen());

  /** Floats. */
  public static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, SHAPE);

  /** Ints, as many as floats. */
  public static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, SHAPE);

  private Lanes() {}

  /** The width in bits. */
  public static int bits() {
    return SHAPE.vectorBitSize();
  }
}
