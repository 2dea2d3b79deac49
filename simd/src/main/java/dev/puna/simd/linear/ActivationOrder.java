package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The order in which a format's kernels take the activations of a block: that in which its quants
 * leave an int, so that no quant has to be moved to another lane.
 *
 * <p>A quant is masked out where it stands, which makes it too large by a power of two; the
 * activation that it meets is smaller by the same power, exactly. Sums of groups of activations
 * meet what is added to each weight of the group.
 */
final class ActivationOrder {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** As they are, without sums. */
  static final ActivationOrder NATURAL = new ActivationOrder(1, i -> i, 0, 0);

  /** Columns of a block. */
  final int block;

  /** Sums of a block, one of each group. */
  final int sums;

  private final int[] columns;
  private final float[] factors;

  private final int groupLength;
  private final float groupFactor;

  /** An order in which activations stay what they are. */
  ActivationOrder(int block, IntUnaryOperator columns, int groupLength, float groupFactor) {
    this(
        block,
        IntStream.range(0, block).map(columns).toArray(),
        ones(block),
        groupLength,
        groupFactor);
  }

  /**
   * An order.
   *
   * @param block a multiple of {@code groupLength}
   * @param columns which column of the block comes at each place
   * @param factors what the activation there is multiplied with, powers of two
   * @param groupLength columns of a group, 16 or 32; 0 where sums are not asked for
   * @param groupFactor what the sum of a group is multiplied with
   */
  ActivationOrder(int block, int[] columns, float[] factors, int groupLength, float groupFactor) {
    this.block = block;
    this.columns = columns;
    this.factors = factors;
    this.groupLength = groupLength;
    this.groupFactor = groupFactor;
    sums = groupLength == 0 ? 0 : block / groupLength;
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** The groups of the first {@code count} columns, whole blocks. */
  int sumsOf(int count) {
    return count / block * sums;
  }

  boolean isNatural() {
    return this == NATURAL;
  }

  /** Writes {@code count} activations in this order, and their sums. */
  void write(float[] x, int xAt, int count, float[] y, int yAt, float[] s, int sAt) {
    for (int i = 0; i < count; i += block) {
      for (int j = 0; j < block; j += LANES) {
        FloatVector.fromArray(F32, x, xAt + i, columns, j)
            .mul(FloatVector.fromArray(F32, factors, j))
            .intoArray(y, yAt + i + j);
      }
    }
    if (sums > 0) {
      LaneSums.ofGroups(x, xAt, count, groupLength, s, sAt);
      for (int g = 0; g < count / groupLength; g++) {
        s[sAt + g] *= groupFactor;
      }
    }
  }
}
