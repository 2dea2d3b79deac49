package dev.puna.quant;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensor types of GGML: numeric id in files, elements a block and bytes a block.
 *
 * <p>Every type that a GGUF file can name is listed, so that sizes can be checked. Source: the type
 * table of GGML ({@code ggml.h}).
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18);

  private static final @Nullable TensorType[] BY_ID = new TensorType[64];

  static {
    for (TensorType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final int blockLength;
  private final int blockBytes;

  TensorType(int id, int blockLength, int blockBytes) {
    this.id = id;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /** The type with this GGML id, or empty where no such type is known. */
  public static Optional<TensorType> ofId(int id) {
    return id >= 0 && id < BY_ID.length ? Optional.ofNullable(BY_ID[id]) : Optional.empty();
  }

  /** The numeric id in GGUF files. */
  public int id() {
    return id;
  }

  /** Elements in a block; 1 where the type has no blocks. */
  public int blockLength() {
    return blockLength;
  }

  /** Bytes in a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * The format of this type's blocks, or empty where Puna can not compute with the type.
   *
   * <p>The class of a format is loaded when it is first asked for.
   */
  public Optional<BlockFormat> format() {
    return switch (this) {
      case F32 -> Optional.of(F32Format.INSTANCE);
      case F16 -> Optional.of(F16Format.INSTANCE);
      case BF16 -> Optional.of(BF16Format.INSTANCE);
      case Q4_0 -> Optional.of(Q4_0Format.INSTANCE);
      case Q4_1 -> Optional.of(Q4_1Format.INSTANCE);
      case Q5_0 -> Optional.of(Q5_0Format.INSTANCE);
      case Q5_1 -> Optional.of(Q5_1Format.INSTANCE);
      case Q8_0 -> Optional.of(Q8_0Format.INSTANCE);
      case Q2_K -> Optional.of(Q2_KFormat.INSTANCE);
      case Q3_K -> Optional.of(Q3_KFormat.INSTANCE);
      case Q4_K -> Optional.of(Q4_KFormat.INSTANCE);
      case Q5_K -> Optional.of(Q5_KFormat.INSTANCE);
      case Q6_K -> Optional.of(Q6_KFormat.INSTANCE);
      default -> Optional.empty();
    };
  }

  /**
   * Bytes of a row of {@code elements} elements.
   *
   * @throws IllegalArgumentException if {@code elements} is negative or no multiple of the block
   * @throws ArithmeticException if the size exceeds a long
   */
  public long byteSize(long elements) {
    if (elements < 0 || elements % blockLength != 0) {
      throw new IllegalArgumentException(
          elements + " elements are no whole number of " + this + " blocks of " + blockLength);
    }
    return Math.multiplyExact(elements / blockLength, (long) blockBytes);
  }
}
