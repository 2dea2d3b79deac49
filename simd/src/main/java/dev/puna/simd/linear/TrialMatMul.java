package dev.puna.simd.linear;

import dev.puna.simd.vector.Trial;

/** A product that is plain until vectors are faster. */
final class TrialMatMul implements MatMul {
  private final MatMul plain;
  private final MatMul vectors;
  private final Trial forOne;
  private final Trial forMany;
  private final int columns;

  /**
   * A product in two forms.
   *
   * @param forOne the trial of all products of this type with one token
   * @param forMany that with several, which is other code
   */
  TrialMatMul(MatMul plain, MatMul vectors, Trial forOne, Trial forMany, int columns) {
    this.plain = plain;
    this.vectors = vectors;
    this.forOne = forOne;
    this.forMany = forMany;
    this.columns = columns;
  }

  @Override
  public Activations activations() {
    return vectors.activations();
  }

  @Override
  public void multiply(
      int fromRow,
      int toRow,
      int first,
      int count,
      float[] out,
      int outOffset,
      int outStride,
      int worker) {
    Trial trial = count == 1 ? forOne : forMany;
    boolean useVectors = trial.useVectors();
    long start = trial.start();
    (useVectors ? vectors : plain)
        .multiply(fromRow, toRow, first, count, out, outOffset, outStride, worker);
    trial.end(useVectors, start, Math.max(1, (long) (toRow - fromRow) * columns * count));
  }
}
