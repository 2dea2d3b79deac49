package dev.puna.cli.synth;

import dev.puna.quant.TensorType;

/**
 * Which tensor gets which type: the mixes of llama.cpp by the names that they have there, for
 * models whose experts are not eight. A mix gives more bits to tensors where errors hurt most: the
 * output, values, and the down-projections of some layers.
 */
public enum Mix {
  /** All F32. */
  F32(0, TensorType.F32),
  /** Matrices in F16. */
  F16(1, TensorType.F16),
  /** Matrices in BF16. */
  BF16(32, TensorType.BF16),
  /** Matrices in Q8_0. */
  Q8_0(7, TensorType.Q8_0),
  /** Q4_0, the output in Q6_K. */
  Q4_0(2, TensorType.Q4_0),
  /** Q4_1, the output in Q6_K. */
  Q4_1(3, TensorType.Q4_1),
  /** Q5_0, the output in Q6_K. */
  Q5_0(8, TensorType.Q5_0),
  /** Q5_1, the output in Q6_K. */
  Q5_1(9, TensorType.Q5_1),
  /** Q2_K with Q3_K, values in Q4_K where heads share them. */
  Q2_K(10, TensorType.Q2_K),
  /** Q2_K with little Q4_K. */
  Q2_K_S(21, TensorType.Q2_K),
  /** Q3_K alone. */
  Q3_K_S(11, TensorType.Q3_K),
  /** Q3_K with Q4_K. */
  Q3_K_M(12, TensorType.Q3_K),
  /** Q3_K with Q5_K. */
  Q3_K_L(13, TensorType.Q3_K),
  /** Q4_K with little Q5_K. */
  Q4_K_S(14, TensorType.Q4_K),
  /** Q4_K with Q6_K in half of the layers. */
  Q4_K_M(15, TensorType.Q4_K),
  /** Q5_K alone. */
  Q5_K_S(16, TensorType.Q5_K),
  /** Q5_K with Q6_K in half of the layers. */
  Q5_K_M(17, TensorType.Q5_K),
  /** Q6_K alone. */
  Q6_K(18, TensorType.Q6_K);

  private final int id;
  private final TensorType base;

  Mix(int id, TensorType base) {
    this.id = id;
    this.base = base;
  }

  /** Its number in {@code general.file_type}. */
  int id() {
    return id;
  }

  /** The type that most matrices get. */
  TensorType base() {
    return base;
  }

  /**
   * The type of a tensor.
   *
   * @param pure whether all matrices get the base type
   */
  TensorType type(TensorSpec tensor, Shape shape, boolean pure) {
    if (!tensor.role().isMixed()) {
      return TensorType.F32;
    }
    boolean isQuantised = base.blockLength() > 1;
    return fitting(isQuantised && !pure ? mixed(tensor, shape) : base, tensor.columns());
  }

  private TensorType mixed(TensorSpec tensor, Shape shape) {
    return switch (tensor.role()) {
      case OUTPUT -> this == Q8_0 ? TensorType.Q8_0 : TensorType.Q6_K;
      case VALUE -> values(tensor.layer(), shape);
      case DOWN -> down(tensor.layer(), shape.layers());
      case ATTENTION_OUTPUT -> attentionOutput();
      default -> base;
    };
  }

  private TensorType values(int layer, Shape shape) {
    boolean isShared = shape.groupSize() >= 4;
    return switch (this) {
      case Q2_K -> isShared ? TensorType.Q4_K : TensorType.Q3_K;
      case Q2_K_S -> isShared ? TensorType.Q4_K : base;
      case Q3_K_M -> layer < 2 ? TensorType.Q5_K : TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      case Q4_K_S -> layer < 4 ? TensorType.Q5_K : base;
      case Q4_K_M, Q5_K_M -> getsMoreBits(layer, shape.layers()) ? TensorType.Q6_K : base;
      default -> base;
    };
  }

  private TensorType down(int layer, int layers) {
    return switch (this) {
      case Q2_K -> TensorType.Q3_K;
      case Q2_K_S -> layer < layers / 8 ? TensorType.Q4_K : base;
      case Q3_K_M -> layer < layers / 16 ? TensorType.Q5_K : TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      case Q4_K_S -> layer < layers / 8 ? TensorType.Q5_K : base;
      case Q4_K_M, Q5_K_M -> getsMoreBits(layer, layers) ? TensorType.Q6_K : base;
      default -> base;
    };
  }

  private TensorType attentionOutput() {
    return switch (this) {
      case Q2_K -> TensorType.Q3_K;
      case Q3_K_M -> TensorType.Q4_K;
      case Q3_K_L -> TensorType.Q5_K;
      default -> base;
    };
  }

  /** The first eighth of the layers, the last eighth, and every third between. */
  private static boolean getsMoreBits(int layer, int layers) {
    int eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
  }

  /** The type, or the nearest that rows of this length can have. */
  private static TensorType fitting(TensorType type, int columns) {
    if (columns % type.blockLength() == 0) {
      return type;
    }
    return switch (type) {
      case Q2_K, Q3_K -> TensorType.Q4_0;
      case Q4_K -> TensorType.Q5_0;
      case Q5_K -> TensorType.Q5_1;
      case Q6_K -> TensorType.Q8_0;
      default -> throw new AssertionError(type + " in rows of " + columns);
    };
  }
}
