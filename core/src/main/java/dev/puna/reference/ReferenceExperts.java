package dev.puna.reference;

import dev.puna.graph.Operation;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.ExpertRouting;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.quant.BlockFormat;
import dev.puna.spi.Batch;
import java.util.Arrays;

/** Mixture of experts, one token after the other. */
final class ReferenceExperts implements Kernel {
  private final Operation.Experts op;
  private final float[] in;
  private final float[] router;
  private final float[] out;
  private final float[] gate;
  private final float[] up;
  private final int[] chosen;
  private final float[] weights;

  ReferenceExperts(Operation.Experts op, Buffers buffers) {
    this.op = op;
    in = buffers.of(op.in());
    router = buffers.of(op.router());
    out = buffers.of(op.out());
    gate = new float[op.gate().rows()];
    up = new float[op.up().rows()];
    chosen = new int[op.used()];
    weights = new float[op.used()];
  }

  @Override
  public void run(Batch batch) {
    int width = op.in().width();
    int experts = op.router().width();
    for (int row = 0; row < HostPlan.rows(op.in(), batch); row++) {
      ExpertRouting.choose(router, row * experts, experts, chosen, weights);
      Arrays.fill(out, row * width, (row + 1) * width, 0);
      for (int e = 0; e < chosen.length; e++) {
        multiply(op.gate(), chosen[e], in, row * width, gate);
        multiply(op.up(), chosen[e], in, row * width, up);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = (float) ReferenceKernels.activate(op.activation(), gate[i]) * up[i];
        }
        Weight down = op.down();
        BlockFormat format = ReferenceKernels.format(down);
        for (int o = 0; o < width; o++) {
          long offset = ((long) chosen[e] * width + o) * down.rowBytes();
          out[row * width + o] +=
              weights[e] * format.dot(down.data(), offset, gate, 0, gate.length);
        }
      }
    }
  }

  private static void multiply(Weight matrix, int expert, float[] in, int from, float[] out) {
    BlockFormat format = ReferenceKernels.format(matrix);
    for (int o = 0; o < matrix.rows(); o++) {
      long offset = ((long) expert * matrix.rows() + o) * matrix.rowBytes();
      out[o] = format.dot(matrix.data(), offset, in, from, matrix.columns());
    }
  }
}
