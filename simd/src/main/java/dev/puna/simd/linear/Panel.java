package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weights of {@link Tile#ROWS} rows, decoded for the products of one thread with many tokens;
 * lanes are rows.
 */
final class Panel {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Weights and terms, {@code [strand, step, row]}. */
  float[] values = {};

  /** From strand to strand. */
  int stride;

  /** Scratch memory of those who decode. */
  final Words words = new Words();

  /** Sums of a tile's strands, {@code [strand, token, row]}; in the end those of the first. */
  final float[] sums = new float[sumElements()];

  private int positions;
  long touched;

  /** Floats that a panel takes for rows with so many positions. */
  static long elements(int positions) {
    return (long) valueElements(positions) + sumElements();
  }

  private static int valueElements(int positions) {
    return Strands.COUNT * Strands.stride(positions, Tile.ROWS);
  }

  private static int sumElements() {
    return Strands.COUNT * Tile.TOKENS * Tile.ROWS;
  }

  /** Makes room for rows with so many positions. */
  void ensure(int rowPositions) {
    positions = rowPositions;
    stride = Strands.stride(rowPositions, Tile.ROWS);
    if (values.length < valueElements(rowPositions)) {
      values = new float[valueElements(rowPositions)];
    }
  }

  /** Where a position of the first row is. */
  int at(int position) {
    return position % Strands.COUNT * stride + position / Strands.COUNT * Tile.ROWS;
  }

  /** Makes positions from {@code from} on zero in all rows. */
  void clear(int from) {
    for (int p = from; p < positions; p++) {
      FloatVector.zero(F32).intoArray(values, at(p));
      FloatVector.zero(F32).intoArray(values, at(p) + LANES);
    }
  }

  /**
   * Leaves the products of all rows with some tokens in {@link #sums}, {@code [token, row]}.
   *
   * @param x activations {@code [strand, step, token]}, strands {@code xStride} apart
   */
  void multiply(float[] x, int xAt, int xStride, int tokens) {
    int size = Tile.TOKENS * Tile.ROWS;
    for (int s = 0; s < Strands.COUNT; s++) {
      int steps = Strands.steps(positions, s);
      Tile.multiply(values, s * stride, x, xAt + s * xStride, steps, tokens, sums, s * size);
    }
    for (int strands = Strands.COUNT / 2; strands > 0; strands /= 2) {
      LaneSums.addHalves(sums, strands * size);
    }
  }
}
