package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.graph.Value;
import dev.puna.host.Buffers;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Trial;
import dev.puna.spi.Batch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Root mean square norm of whole rows or of heads: a unit is one run of elements. */
final class RmsNormKernel implements Kernel, Team.Task {
  private static final int GRAIN_ELEMENTS = 32_768;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final Trial TRIAL = new Trial();

  private final Team team;
  private final Value value;
  private final float[] in;
  private final float[] out;
  private final float[] weight;
  private final float epsilon;
  private final float[][] lanes; // [workers][4 vectors]

  RmsNormKernel(Operation.RmsNorm op, Buffers buffers, Team team) {
    this.team = team;
    value = op.in();
    in = buffers.of(op.in());
    out = buffers.of(op.out());
    weight = PlanBinder.vector(op.weight());
    epsilon = op.epsilon();
    lanes = new float[team.workers()][4 * LANES];
  }

  @Override
  public void run(Batch batch) {
    int runs = HostPlan.rows(value, batch) * (value.width() / weight.length);
    team.run(this, runs, GRAIN_ELEMENTS / weight.length);
  }

  @Override
  public void run(int from, int to, int worker) {
    int length = weight.length;
    boolean vectors = TRIAL.useVectors();
    long start = TRIAL.start();
    for (int unit = from; unit < to; unit++) {
      int at = unit * length;
      float squares = vectors ? squares(at) : plainSquares(at, lanes[worker]);
      float factor = (float) (1 / Math.sqrt((double) squares / length + epsilon));
      if (vectors) {
        scale(at, factor);
      } else {
        plainScale(at, 0, factor);
      }
    }
    TRIAL.end(vectors, start, (long) (to - from) * length);
  }

  private void scale(int from, float factor) {
    int length = weight.length;
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(F32, in, from + i).mul(factor);
      x.mul(FloatVector.fromArray(F32, weight, i)).intoArray(out, from + i);
    }
    plainScale(from, i, factor);
  }

  private void plainScale(int from, int first, float factor) {
    for (int i = first; i < weight.length; i++) {
      out[from + i] = in[from + i] * factor * weight[i];
    }
  }

  /** Sum of the squares of a run. */
  private float squares(int from) {
    int length = weight.length;
    FloatVector s0 = FloatVector.zero(F32);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      FloatVector x0 = FloatVector.fromArray(F32, in, from + i);
      FloatVector x1 = FloatVector.fromArray(F32, in, from + i + LANES);
      FloatVector x2 = FloatVector.fromArray(F32, in, from + i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(F32, in, from + i + 3 * LANES);
      s0 = x0.fma(x0, s0);
      s1 = x1.fma(x1, s1);
      s2 = x2.fma(x2, s2);
      s3 = x3.fma(x3, s3);
    }
    for (; i <= length - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(F32, in, from + i);
      s0 = x.fma(x, s0);
    }
    return addSquares(Lanes.sum(s0.add(s1).add(s2.add(s3))), from + i, from + length);
  }

  /** The same, in the same order. */
  private float plainSquares(int from, float[] s) {
    int length = weight.length;
    Arrays.fill(s, 0);
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      for (int lane = 0; lane < 4 * LANES; lane++) {
        s[lane] = Math.fma(in[from + i + lane], in[from + i + lane], s[lane]);
      }
    }
    for (; i <= length - LANES; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        s[lane] = Math.fma(in[from + i + lane], in[from + i + lane], s[lane]);
      }
    }
    for (int lane = 0; lane < LANES; lane++) {
      s[lane] = s[lane] + s[lane + LANES] + (s[lane + 2 * LANES] + s[lane + 3 * LANES]);
    }
    return addSquares(Lanes.sum(s, 0), from + i, from + length);
  }

  private float addSquares(float sum, int from, int to) {
    for (int i = from; i < to; i++) {
      sum = Math.fma(in[i], in[i], sum);
    }
    return sum;
  }
}
