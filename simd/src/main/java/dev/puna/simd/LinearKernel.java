package dev.puna.simd;

import dev.puna.graph.Operation;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.simd.linear.MatMul;
import dev.puna.simd.linear.MatMuls;
import dev.puna.spi.Batch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or several products of the same activations, as of queries, keys and values, done together. A
 * unit is {@link #UNIT_ROWS} rows of one matrix.
 */
final class LinearKernel implements Kernel, Team.Task {
  /** Rows that one call of a product should have at least. */
  static final int UNIT_ROWS = 64;

  /** Products that make a part worth a thread's while. */
  static final int GRAIN_PRODUCTS = 65_536;

  private final Team team;
  private final Value value;
  private final float[] in;
  private final int columns;
  private final Inputs inputs;
  private final Part[] parts;
  private final int units;
  private int count;

  /** One of the products, and the first of its units. */
  private record Part(
      MatMul product, int rows, float @Nullable [] bias, float[] out, int firstUnit) {
    int units() {
      return unitsOf(rows);
    }
  }

  /** The products of operations that have the same input. */
  LinearKernel(List<Operation.Linear> ops, MatMuls matMuls, Buffers buffers, Team team) {
    this.team = team;
    value = ops.getFirst().in();
    in = buffers.of(value);
    columns = value.width();
    parts = new Part[ops.size()];
    int first = 0;
    for (int i = 0; i < parts.length; i++) {
      Operation.Linear op = ops.get(i);
      Weight bias = op.bias();
      parts[i] =
          new Part(
              matMuls.of(op.weight()),
              op.weight().rows(),
              bias == null ? null : PlanBinder.vector(bias),
              buffers.of(op.out()),
              first);
      first += parts[i].units();
    }
    units = first;
    inputs = new Inputs(team, Arrays.stream(parts).map(Part::product).toList());
  }

  /** Units of a matrix of so many rows. */
  static int unitsOf(int rows) {
    return (rows + UNIT_ROWS - 1) / UNIT_ROWS;
  }

  /** Units that make a part worth a thread's while. */
  static int grain(int columns, int count) {
    return (int) Math.ceilDiv((long) GRAIN_PRODUCTS, (long) UNIT_ROWS * columns * count);
  }

  @Override
  public void run(Batch batch) {
    count = HostPlan.rows(value, batch);
    if (count > 0) {
      inputs.take(in, columns, count);
      team.run(this, units, grain(columns, count));
    }
  }

  @Override
  public void run(int from, int to, int worker) {
    for (Part part : parts) {
      int fromRow = Math.max(0, from - part.firstUnit) * UNIT_ROWS;
      int toRow = Math.min(part.rows, (to - part.firstUnit) * UNIT_ROWS);
      if (fromRow < toRow) {
        part.product.multiply(fromRow, toRow, 0, count, part.out, 0, part.rows, worker);
        if (part.bias != null) {
          addBias(part.bias, part.out, fromRow, toRow);
        }
      }
    }
  }

  private void addBias(float[] bias, float[] out, int fromRow, int toRow) {
    for (int t = 0; t < count; t++) {
      int at = t * bias.length;
      for (int row = fromRow; row < toRow; row++) {
        out[at + row] += bias[row];
      }
    }
  }
}
