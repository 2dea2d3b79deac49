package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.Kernel;
import dev.puna.quant.BlockFormat;
import dev.puna.spi.Batch;

/** Kernels that fetch whole rows. */
final class RowKernels {
  private static final int GRAIN_ELEMENTS = 16_384;

  private RowKernels() {}

  /** Decodes the rows of the batch's tokens. */
  static final class Embed implements Kernel, Team.Task {
    private final Team team;
    private final Weight table;
    private final BlockFormat format;
    private final float[] out;
    private final int[] tokens;

    Embed(Operation.Embed op, Buffers buffers, Team team, int maxTokens) {
      this.team = team;
      table = op.table();
      format = PlanBinder.format(table);
      out = buffers.of(op.out());
      tokens = new int[maxTokens];
    }

    @Override
    public void run(Batch batch) {
      int count = batch.tokenCount();
      for (int row = 0; row < count; row++) {
        tokens[row] = batch.token(row);
      }
      team.run(this, count, GRAIN_ELEMENTS / table.columns());
    }

    @Override
    public void run(int from, int to, int worker) {
      int width = table.columns();
      for (int row = from; row < to; row++) {
        long offset = tokens[row] * table.rowBytes();
        format.dequantise(table.data(), offset, out, row * width, width);
      }
    }
  }

  /** Copies the rows whose output was asked for. */
  static final class Select implements Kernel {
    private final float[] in;
    private final float[] out;
    private final int width;

    Select(Operation.SelectOutputs op, Buffers buffers) {
      in = buffers.of(op.in());
      out = buffers.of(op.out());
      width = op.in().width();
    }

    @Override
    public void run(Batch batch) {
      for (int o = 0; o < batch.outputCount(); o++) {
        System.arraycopy(in, batch.outputRow(o) * width, out, o * width, width);
      }
    }
  }
}
