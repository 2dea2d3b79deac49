package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import dev.puna.simd.vector.Trial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The products of a plan. They share scratch memory, one piece for each thread, and activations,
 * one for each order.
 */
public final class MatMuls {
  private static final Trial[] FOR_ONE = trials();
  private static final Trial[] FOR_MANY = trials();

  private final Workspace[] workspaces;
  private final Map<ActivationOrder, Activations> activations = new HashMap<>();

  /**
   * Products with scratch memory for threads numbered 0 to {@code workers - 1}; it is allocated
   * when a thread first multiplies, and again where a product needs more than any before.
   */
  public MatMuls(int workers) {
    workspaces = new Workspace[workers];
    for (int i = 0; i < workers; i++) {
      workspaces[i] = new Workspace();
    }
  }

  /**
   * The product of a weight of one slice.
   *
   * @throws IllegalArgumentException if the weight has more slices, or Puna can not compute with
   *     its type
   */
  public MatMul of(Weight weight) {
    if (weight.slices() != 1) {
      throw new IllegalArgumentException(
          weight.name() + ": a product is of one slice, not of " + weight.slices());
    }
    WeightRows rows = rows(weight);
    Activations x =
        activations.computeIfAbsent(rows.order, order -> new Activations(order, workspaces));
    MatMul vectors = new DecodingMatMul(weight, rows, x, workspaces);
    if (!rows.beginsPlain()) {
      return vectors;
    }
    int type = weight.type().ordinal();
    return new TrialMatMul(
        new PlainMatMul(weight, x, workspaces),
        vectors,
        FOR_ONE[type],
        FOR_MANY[type],
        weight.columns());
  }

  /** A trial for each type. */
  private static Trial[] trials() {
    Trial[] trials = new Trial[TensorType.values().length];
    Arrays.setAll(trials, type -> new Trial());
    return trials;
  }

  static WeightRows rows(Weight weight) {
    TensorType type = weight.type();
    return switch (type) {
      case F32 -> new F32Rows();
      case F16 -> new F16Rows();
      case BF16 -> new BF16Rows();
      case Q4_0 -> new Q4_0Rows();
      case Q4_1 -> new Q4_1Rows();
      case Q5_0 -> new Q5_0Rows();
      case Q5_1 -> new Q5_1Rows();
      case Q8_0 -> new Q8_0Rows();
      case Q2_K -> new Q2_KRows();
      case Q3_K -> new Q3_KRows();
      case Q4_K -> new Q4_KRows();
      case Q5_K -> new Q5_KRows();
      case Q6_K -> new Q6_KRows();
      default ->
          throw new IllegalArgumentException(weight.name() + ": no product with type " + type);
    };
  }
}
