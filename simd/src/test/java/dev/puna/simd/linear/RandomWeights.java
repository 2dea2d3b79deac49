package dev.puna.simd.linear;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Weights of any type whose bits are random and whose values are of a sensible size. */
final class RandomWeights {
  static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Every type that Puna can compute with. */
  static final List<TensorType> TYPES =
      List.of(
          TensorType.F32,
          TensorType.F16,
          TensorType.BF16,
          TensorType.Q4_0,
          TensorType.Q4_1,
          TensorType.Q5_0,
          TensorType.Q5_1,
          TensorType.Q8_0,
          TensorType.Q2_K,
          TensorType.Q3_K,
          TensorType.Q4_K,
          TensorType.Q5_K,
          TensorType.Q6_K);

  private RandomWeights() {}

  /** Places of the F16 numbers in a block. */
  static int[] halves(TensorType type) {
    return switch (type) {
      case Q4_0, Q5_0, Q8_0 -> new int[] {0};
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
      default -> new int[] {};
    };
  }

  /** Weights in memory that ends with the last block. */
  static Weight of(TensorType type, int rows, int columns, Random random) {
    long bytes = type.byteSize(columns) * rows;
    MemorySegment data = GuardedMemory.allocate(bytes);
    switch (type) {
      case F32 -> {
        for (long i = 0; i < bytes; i += 4) {
          data.set(F32, i, (float) random.nextGaussian());
        }
      }
      case F16 -> {
        for (long i = 0; i < bytes; i += 2) {
          data.set(I16, i, Float.floatToFloat16(small(random)));
        }
      }
      case BF16 -> {
        for (long i = 0; i < bytes; i += 2) {
          int bits = Float.floatToRawIntBits((float) random.nextGaussian());
          data.set(I16, i, (short) (bits >>> 16));
        }
      }
      default -> {
        byte[] blocks = new byte[Math.toIntExact(bytes)];
        random.nextBytes(blocks);
        MemorySegment.copy(blocks, 0, data, ValueLayout.JAVA_BYTE, 0, blocks.length);
        for (long block = 0; block < bytes; block += type.blockBytes()) {
          for (int at : halves(type)) {
            data.set(I16, block + at, Float.floatToFloat16(small(random)));
          }
        }
      }
    }
    return new Weight("w", type, columns, rows, 1, data);
  }

  /** Now and then less than the least normal F16. */
  private static float small(Random random) {
    float scale = random.nextInt(8) == 0 ? 1e-6f : 0.1f;
    return (float) random.nextGaussian() * scale;
  }

  /** A bound of the largest scale or minimum of a group of columns; 0 where there are none. */
  static double quantum(Weight weight) {
    double largest = 0;
    for (long b = 0; b < weight.data().byteSize(); b += weight.type().blockBytes()) {
      for (int at : halves(weight.type())) {
        double half = Float.float16ToFloat(weight.data().get(I16, b + at));
        largest = Math.max(largest, Math.abs(half));
      }
    }
    return weight.type().blockLength() == 256 ? 64 * largest : largest;
  }

  static float[] activations(int length, Random random) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
