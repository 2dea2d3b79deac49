package dev.puna.simd;

import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.spi.Batch;

/**
 * Cosines and sines for the rows of a batch, shared by all layers that turn by the same rule.
 *
 * <p>Where pairs are halves of a head, a row has an element for each pair. Where they are
 * neighbours, both elements of a pair have their own, the sine negative for the first.
 */
final class RopeTable implements Team.Task {
  private static final int GRAIN_ANGLES = 256;

  private final RopeSpec spec;
  private final boolean neighbours;
  private final int rowLength;
  private final int[] positions;
  private final float[] cosines;
  private final float[] sines;

  RopeTable(RopeSpec spec, int maxRows) {
    this.spec = spec;
    neighbours = spec.pairing() == Pairing.NEIGHBOURS;
    rowLength = rowLength(spec);
    positions = new int[maxRows];
    int elements = Math.multiplyExact(maxRows, rowLength);
    cosines = new float[elements];
    sines = new float[elements];
  }

  private static int rowLength(RopeSpec spec) {
    int pairs = spec.frequencies().length;
    return spec.pairing() == Pairing.NEIGHBOURS ? 2 * pairs : pairs;
  }

  /** Bytes of a table. */
  static long bytes(RopeSpec spec, int maxRows) {
    return 2L * Float.BYTES * maxRows * rowLength(spec);
  }

  /** Computes the rows of a batch. */
  void fill(Batch batch, Team team) {
    int rows = batch.tokenCount();
    for (int row = 0; row < rows; row++) {
      positions[row] = batch.position(row);
    }
    team.run(this, rows, GRAIN_ANGLES / Math.max(1, spec.frequencies().length));
  }

  @Override
  public void run(int from, int to, int worker) {
    float[] frequencies = spec.frequencies();
    for (int row = from; row < to; row++) {
      int at = row * rowLength;
      for (float frequency : frequencies) {
        double angle = (double) positions[row] * frequency;
        float cosine = (float) (Math.cos(angle) * spec.magnitude());
        float sine = (float) (Math.sin(angle) * spec.magnitude());
        if (neighbours) {
          cosines[at] = cosine;
          sines[at++] = -sine;
        }
        cosines[at] = cosine;
        sines[at++] = sine;
      }
    }
  }

  boolean neighbours() {
    return neighbours;
  }

  /** Elements of a row. */
  int rowLength() {
    return rowLength;
  }

  float[] cosines() {
    return cosines;
  }

  float[] sines() {
    return sines;
  }
}
