package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.graph.Value;
import dev.puna.host.Buffers;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.Batch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Root mean square norm of whole rows or of heads: a unit is one run of elements. */
final class RmsNormKernel implements Kernel, Team.Task {
  private static final int GRAIN_ELEMENTS = 32_768;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private final Team team;
  private final Value value;
  private final float[] in;
  private final float[] out;
  private final float[] weight;
  private final float epsilon;

  RmsNormKernel(Operation.RmsNorm op, Buffers buffers, Team team) {
    this.team = team;
    value = op.in();
    in = buffers.of(op.in());
    out = buffers.of(op.out());
    weight = PlanBinder.vector(op.weight());
    epsilon = op.epsilon();
  }

  @Override
  public void run(Batch batch) {
    int runs = HostPlan.rows(value, batch) * (value.width() / weight.length);
    team.run(this, runs, GRAIN_ELEMENTS / weight.length);
  }

  @Override
  public void run(int from, int to, int worker) {
    for (int unit = from; unit < to; unit++) {
      normalise(unit * weight.length);
    }
  }

  private void normalise(int from) {
    int length = weight.length;
    float factor = (float) (1 / Math.sqrt((double) squares(from) / length + epsilon));
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(F32, in, from + i).mul(factor);
      x.mul(FloatVector.fromArray(F32, weight, i)).intoArray(out, from + i);
    }
    for (; i < length; i++) {
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
    float sum = Lanes.sum(s0.add(s1).add(s2.add(s3)));
    for (; i < length; i++) {
      sum = Math.fma(in[from + i], in[from + i], sum);
    }
    return sum;
  }
}
