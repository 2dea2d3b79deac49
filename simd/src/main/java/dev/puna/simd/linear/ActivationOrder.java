package dev.puna.simd.linear;

/**
 * The order in which a format's kernels take the activations of a block: that in which its quants
 * leave an int, so that no quant has to be moved to another lane.
 *
 * <p>A quant is masked out where it stands, which makes it too large by a power of two; the
 * activation that it meets is smaller by the same power, exactly. Sums of groups of activations
 * meet what is added to each weight of the group.
 */
final class ActivationOrder {
  /** As they are, without sums. */
  static final ActivationOrder NATURAL =
      new ActivationOrder(1, new int[1], new float[] {1}, 1, new int[0], new float[0]);

  /** Columns of a block. */
  final int block;

  /** Sums of a block. */
  final int sums;

  private final int[] columns;
  private final float[] factors;
  private final int groupLength;
  private final int[] groups;
  private final float[] groupFactors;

  /**
   * An order.
   *
   * @param block a multiple of {@code groupLength}
   * @param columns which column of the block comes at each place
   * @param factors what the activation there is multiplied with, powers of two
   * @param groupLength columns of a group, 16 or 32
   * @param groups whose sum comes at each place; at least as many as there are groups
   * @param groupFactors what the sum there is multiplied with; 0 where the kernel has no use for it
   */
  ActivationOrder(
      int block,
      int[] columns,
      float[] factors,
      int groupLength,
      int[] groups,
      float[] groupFactors) {
    this.block = block;
    this.columns = columns;
    this.factors = factors;
    this.groupLength = groupLength;
    this.groups = groups;
    this.groupFactors = groupFactors;
    sums = groups.length;
  }

  boolean isNatural() {
    return this == NATURAL;
  }

  /** Writes {@code count} activations in this order, and their sums. */
  void write(float[] x, int xAt, int count, float[] y, int yAt, float[] s, int sAt) {
    for (int i = 0; i < count; i += block) {
      for (int j = 0; j < block; j++) {
        y[yAt + i + j] = x[xAt + i + columns[j]] * factors[j];
      }
    }
    int blockGroups = block / groupLength;
    for (int i = 0; sums > 0 && i < count; i += block, sAt += sums) {
      // Group sums go to the last places, and from there in turn to where they belong.
      int from = sAt + sums - blockGroups;
      LaneSums.ofGroups(x, xAt + i, block, groupLength, s, from);
      for (int j = 0; j < sums; j++) {
        s[sAt + j] = groupFactors[j] == 0 ? 0 : groupFactors[j] * s[from + groups[j]];
      }
    }
  }
}
