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
    int units = 0;
    for (Activations order : activations) {
      order.begin(in, 0, width, width, count);
      units = Math.max(units, order.units());
    }
    if (units > 0) {
      long unitElements = Math.ceilDiv((long) width * count, units);
      team.run(this, units, (int) (GRAIN_ELEMENTS / unitElements) + 1);
    }
  }

  /** Units are those of the activations. */
  @Override
  public void run(int from, int to, int worker) {
    for (Activations order : activations) {
      int end = Math.min(to, order.units());
      for (int unit = from; unit < end; unit++) {
        order.write(unit, worker);
      }
    }
  }
}
