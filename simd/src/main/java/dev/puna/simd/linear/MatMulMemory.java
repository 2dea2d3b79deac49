package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import java.util.HashMap;
import java.util.Map;

/** Adds up the scratch memory that the products of a plan will take. */
public final class MatMulMemory {
  private final Map<ActivationOrder, Long> activations = new HashMap<>();
  private long panel;

  /** No product yet. */
  public MatMulMemory() {}

  /**
   * Adds the product of a weight, or of each of its slices, with up to {@code rows} rows of
   * activations.
   */
  public void add(Weight weight, long rows) {
    WeightRows weightRows = MatMuls.rows(weight);
    ActivationOrder order = weightRows.order;
    panel = Math.max(panel, DecodingMatMul.workspaceElements(weightRows, weight.columns()));
    long bytes = Activations.elements(order, weight.columns(), rows) * Float.BYTES;
    activations.merge(order, bytes, Math::max);
  }

  /** Bytes of the whole with so many threads. */
  public long bytes(int workers) {
    long bytes = workers * panel * Float.BYTES;
    for (long each : activations.values()) {
      bytes += each;
    }
    return bytes;
  }
}
