package dev.puna.simd.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
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

  /** Bytes of a vector. */
  public static final long BYTES = F32.vectorByteSize();

  /** Ints, as many as floats. */
  public static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, SHAPE);

  /** The byte order of vectors in memory. */
  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final int LANES = F32.length();
  private static final VectorShuffle<Float> BY_1 = rotation(1);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_8 = rotation(8);

  private Lanes() {}

  /** The width in bits. */
  public static int bits() {
    return SHAPE.vectorBitSize();
  }

  /**
   * The sum of all lanes, always in the same order: halves are added, then their halves, and so on.
   * ({@code reduceLanes} promises no order, and keeps none: interpreted code adds one by one.)
   */
  public static float sum(FloatVector v) {
    if (LANES > 8) {
      v = v.add(v.rearrange(BY_8));
    }
    if (LANES > 4) {
      v = v.add(v.rearrange(BY_4));
    }
    v = v.add(v.rearrange(BY_2));
    return v.add(v.rearrange(BY_1)).lane(0);
  }

  /** The same for lanes that lie in an array, which is used up. */
  public static float sum(float[] lanes, int from) {
    for (int n = LANES / 2; n > 0; n /= 2) {
      for (int i = from; i < from + n; i++) {
        lanes[i] += lanes[i + n];
      }
    }
    return lanes[from];
  }

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(F32, lane -> (lane + distance) % LANES);
  }
}
