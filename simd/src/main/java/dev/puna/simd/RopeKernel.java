package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.host.Buffers;
import dev.puna.host.Kernel;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Trial;
import dev.puna.spi.Batch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Rotates heads by the angles of a {@link RopeTable}; a unit is one row. */
final class RopeKernel implements Kernel, Team.Task {
  private static final int GRAIN_ELEMENTS = 16_384;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final Trial TRIAL = new Trial();

  /** Lane i takes the other element of its pair. */
  private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(F32, lane -> lane ^ 1);

  private final Team team;
  private final RopeTable table;
  private final boolean first;
  private final float[] in;
  private final float[] out;
  private final int width;
  private final int head;

  /**
   * A kernel.
   *
   * @param first whether it is the first of the plan that uses the table, and so has to fill it
   */
  RopeKernel(Operation.Rope op, RopeTable table, boolean first, Buffers buffers, Team team) {
    this.team = team;
    this.table = table;
    this.first = first;
    in = buffers.of(op.in());
    out = buffers.of(op.out());
    width = op.in().width();
    head = op.headLength();
  }

  @Override
  public void run(Batch batch) {
    if (first) {
      table.fill(batch, team);
    }
    team.run(this, batch.tokenCount(), GRAIN_ELEMENTS / width);
  }

  @Override
  public void run(int from, int to, int worker) {
    boolean vectors = TRIAL.useVectors();
    long start = TRIAL.start();
    for (int row = from; row < to; row++) {
      rotate(row, vectors);
    }
    TRIAL.end(vectors, start, (long) (to - from) * width);
  }

  private void rotate(int row, boolean vectors) {
    int angle = row * table.rowLength();
    for (int at = row * width; at < (row + 1) * width; at += head) {
      int rotated;
      if (table.neighbours()) {
        rotateNeighbours(at, angle, vectors);
        rotated = table.rowLength();
      } else {
        rotateHalves(at, angle, vectors);
        rotated = 2 * table.rowLength();
      }
      System.arraycopy(in, at + rotated, out, at + rotated, head - rotated);
    }
  }

  /** Elements 2i and 2i + 1 of the head at {@code at}; angles from {@code angle} in the table. */
  private void rotateNeighbours(int at, int angle, boolean vectors) {
    float[] cosines = table.cosines();
    float[] sines = table.sines();
    int length = table.rowLength();
    int i = 0;
    for (; vectors && i <= length - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(F32, in, at + i);
      FloatVector turned = x.rearrange(SWAP).mul(FloatVector.fromArray(F32, sines, angle + i));
      x.fma(FloatVector.fromArray(F32, cosines, angle + i), turned).intoArray(out, at + i);
    }
    for (; i < length; i++) {
      float turned = in[at + (i ^ 1)] * sines[angle + i];
      out[at + i] = Math.fma(in[at + i], cosines[angle + i], turned);
    }
  }

  /** Elements i and i + pairs of the head at {@code at}. */
  private void rotateHalves(int at, int angle, boolean vectors) {
    float[] cosines = table.cosines();
    float[] sines = table.sines();
    int pairs = table.rowLength();
    int i = 0;
    for (; vectors && i <= pairs - LANES; i += LANES) {
      FloatVector a = FloatVector.fromArray(F32, in, at + i);
      FloatVector b = FloatVector.fromArray(F32, in, at + pairs + i);
      FloatVector cosine = FloatVector.fromArray(F32, cosines, angle + i);
      FloatVector sine = FloatVector.fromArray(F32, sines, angle + i);
      a.fma(cosine, b.mul(sine).neg()).intoArray(out, at + i);
      a.fma(sine, b.mul(cosine)).intoArray(out, at + pairs + i);
    }
    for (; i < pairs; i++) {
      float a = in[at + i];
      float b = in[at + pairs + i];
      float cosine = cosines[angle + i];
      float sine = sines[angle + i];
      out[at + i] = Math.fma(a, cosine, -(b * sine));
      out[at + pairs + i] = Math.fma(a, sine, b * cosine);
    }
  }
}
