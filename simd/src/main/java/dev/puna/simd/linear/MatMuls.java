package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;

/** The products of a plan: they share scratch memory, one piece for each thread. */
public final class MatMuls {
  private final Workspace[] workspaces;

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
    return new DecodingMatMul(weight, rows(weight), workspaces);
  }

  private static WeightRows rows(Weight weight) {
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
