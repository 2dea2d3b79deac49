package dev.puna.simd;

import dev.puna.simd.linear.Activations;
import dev.puna.simd.linear.MatMul;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings the input of some products into the orders in which they take it. */
final class Inputs implements Team.Task {
  private static final int GRAIN_ELEMENTS = 16_384;

  private final Team team;
  private final Activations[] activations;
  private float[] x = {};
  private int columns;

  Inputs(Team team, List<MatMul> products) {
    this.team = team;
    Set<Activations> distinct = new LinkedHashSet<>();
    for (MatMul product : products) {
      distinct.add(product.activations());
    }
    activations = distinct.toArray(Activations[]::new);
  }

  /** Takes {@code count} rows that lie behind each other in {@code in}. */
  void take(float[] in, int width, int count) {
    x = in;
    columns = width;
    boolean written = true;
    for (Activations order : activations) {
      order.begin(in, 0, width, width, count);
      written &= order.isWritten();
    }
    if (!written) {
      team.run(this, count, GRAIN_ELEMENTS / width + 1);
    }
  }

  /** Units are rows. */
  @Override
  public void run(int from, int to, int worker) {
    for (Activations order : activations) {
      for (int t = order.isWritten() ? to : from; t < to; t++) {
        order.write(x, t * columns, t);
      }
    }
  }
}
