package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.simd.linear.MatMul;
import dev.puna.simd.linear.MatMuls;
import dev.puna.simd.vector.Lanes;
import dev.puna.spi.Batch;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Mixture of experts. The batch's pairs of token and expert are sorted by expert, so that each
 * expert's weights are read once: gather, gate and up, activate, down, and a weighted sum for each
 * token, best expert first.
 */
final class ExpertsKernel implements Kernel {
  private static final int UNIT_ROWS = LinearKernel.UNIT_ROWS;
  private static final int COPY_GRAIN_ELEMENTS = 32_768;
  private static final int ACTIVATE_GRAIN_ELEMENTS = 8_192;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  private final Operation.Experts op;
  private final Team team;
  private final ExpertScratch scratch;
  private final float[] in;
  private final float[] router;
  private final float[] out;
  private final int width;
  private final int hidden;
  private final MatMul[] gates;
  private final MatMul[] ups;
  private final MatMul[] downs;
  private final Inputs toGatesAndUps;
  private final Inputs toDowns;
  private final ExpertPairs pairs;
  private final Team.Task gather = this::gather;
  private final Team.Task gateAndUp = this::gateAndUp;
  private final Team.Task activate = this::activate;
  private final Team.Task down = this::down;
  private final Team.Task combine = this::combine;

  ExpertsKernel(
      Operation.Experts op,
      MatMuls matMuls,
      ExpertScratch scratch,
      Buffers buffers,
      Team team,
      int maxTokens) {
    this.op = op;
    this.team = team;
    this.scratch = scratch;
    in = buffers.of(op.in());
    router = buffers.of(op.router());
    out = buffers.of(op.out());
    width = op.in().width();
    hidden = op.gate().rows();
    gates = products(op.gate(), matMuls);
    ups = products(op.up(), matMuls);
    downs = products(op.down(), matMuls);
    toGatesAndUps = new Inputs(team, List.of(gates[0], ups[0]));
    toDowns = new Inputs(team, List.of(downs[0]));
    pairs = new ExpertPairs(op.gate().slices(), op.used(), maxTokens);
  }

  private static MatMul[] products(Weight experts, MatMuls matMuls) {
    MatMul[] products = new MatMul[experts.slices()];
    for (int e = 0; e < products.length; e++) {
      products[e] = matMuls.of(experts.slice(e));
    }
    return products;
  }

  @Override
  public void run(Batch batch) {
    int tokens = HostPlan.rows(op.in(), batch);
    pairs.route(router, tokens);
    int active = pairs.activeExperts();
    int perExpert = Math.max(1, pairs.count() / Math.max(1, active));
    int grain = LinearKernel.grain(width, perExpert);
    team.run(gather, pairs.count(), COPY_GRAIN_ELEMENTS / width);
    toGatesAndUps.take(scratch.rows(), width, pairs.count());
    team.run(gateAndUp, active * LinearKernel.unitsOf(hidden), Math.ceilDiv(grain, 2));
    int elements = pairs.count() * hidden;
    team.run(
        activate,
        Math.ceilDiv(elements, Buffers.PADDING),
        ACTIVATE_GRAIN_ELEMENTS / Buffers.PADDING);
    grain = LinearKernel.grain(hidden, perExpert);
    toDowns.take(scratch.gate(), hidden, pairs.count());
    team.run(down, active * LinearKernel.unitsOf(width), grain);
    team.run(combine, tokens, COPY_GRAIN_ELEMENTS / (width * op.used()));
  }

  /** Units are pairs: copies their tokens' rows. */
  private void gather(int from, int to, int worker) {
    for (int pair = from; pair < to; pair++) {
      System.arraycopy(in, pairs.token(pair) * width, scratch.rows(), pair * width, width);
    }
  }

  private void gateAndUp(int from, int to, int worker) {
    multiply(gates, hidden, scratch.gate(), from, to, worker);
    multiply(ups, hidden, scratch.up(), from, to, worker);
  }

  /** Units are {@link Buffers#PADDING} elements of all pairs, one after the other. */
  private void activate(int from, int to, int worker) {
    float[] gate = scratch.gate();
    int first = from * Buffers.PADDING;
    int end = to * Buffers.PADDING;
    Elementwise.activate(op.activation(), gate, scratch.up(), gate, first, end);
  }

  private void down(int from, int to, int worker) {
    multiply(downs, width, scratch.rows(), from, to, worker);
  }

  /**
   * Multiplies the rows of pairs with their experts' matrices. Units are some rows of a matrix: all
   * of the first active expert's, then the next one's.
   */
  private void multiply(MatMul[] experts, int rows, float[] y, int from, int to, int worker) {
    int unitsEach = LinearKernel.unitsOf(rows);
    for (int unit = from; unit < to; ) {
      int index = unit / unitsEach;
      int firstUnit = index * unitsEach;
      int end = Math.min(to, firstUnit + unitsEach);
      int fromRow = (unit - firstUnit) * UNIT_ROWS;
      int toRow = Math.min(rows, (end - firstUnit) * UNIT_ROWS);
      int expert = pairs.activeExpert(index);
      int first = pairs.first(expert);
      int count = pairs.first(expert + 1) - first;
      experts[expert].multiply(fromRow, toRow, first, count, y, first * rows, rows, worker);
      unit = end;
    }
  }

  /** Units are tokens. */
  private void combine(int from, int to, int worker) {
    float[] rows = scratch.rows();
    for (int token = from; token < to; token++) {
      int at = token * width;
      Arrays.fill(out, at, at + width, 0);
      for (int n = 0; n < op.used(); n++) {
        addScaled(rows, pairs.pair(token, n) * width, pairs.weight(token, n), at);
      }
    }
  }

  private void addScaled(float[] rows, int from, float factor, int to) {
    int i = 0;
    for (; i <= width - LANES; i += LANES) {
      FloatVector sum = FloatVector.fromArray(F32, out, to + i);
      FloatVector row = FloatVector.fromArray(F32, rows, from + i);
      row.fma(FloatVector.broadcast(F32, factor), sum).intoArray(out, to + i);
    }
    for (; i < width; i++) {
      out[to + i] = Math.fma(rows[from + i], factor, out[to + i]);
    }
  }
}
