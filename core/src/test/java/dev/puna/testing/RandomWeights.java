package dev.puna.testing;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.quant.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Weights with normally distributed elements, in native memory as those of a mapped file. */
public final class RandomWeights {
  private final Random random;

  /** A source of weights. */
  public RandomWeights(long seed) {
    random = new Random(seed);
  }

  /** The types that Puna computes with. */
  public static List<TensorType> types() {
    List<TensorType> types = new ArrayList<>();
    for (TensorType type : TensorType.values()) {
      if (type.format().isPresent()) {
        types.add(type);
      }
    }
    return types;
  }

  /** A matrix with a standard deviation of {@code size}. */
  public Weight matrix(TensorType type, int columns, int rows, float size) {
    return experts(type, columns, rows, 1, size);
  }

  /** A matrix of F32 for a graph's inputs: each row is what one token id brings. */
  public Weight table(int columns, int rows, float size) {
    return matrix(TensorType.F32, columns, rows, size);
  }

  /** A vector of F32 about 1. */
  public Weight vector(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 1 + 0.3f * (float) random.nextGaussian();
    }
    return of(TensorType.F32, length, 1, 1, values);
  }

  /** A matrix for each expert. */
  public Weight experts(TensorType type, int columns, int rows, int slices, float size) {
    float[] values = new float[Math.multiplyExact(columns * rows, slices)];
    for (int i = 0; i < values.length; i++) {
      values[i] = size * (float) random.nextGaussian();
    }
    return of(type, columns, rows, slices, values);
  }

  /** A weight with these elements. */
  public static Weight of(TensorType type, int columns, int rows, int slices, float[] values) {
    BlockFormat format = type.format().orElseThrow();
    MemorySegment data = Arena.ofAuto().allocate(type.byteSize(values.length), 32);
    format.quantise(values, 0, data, 0, values.length);
    return new Weight("random." + type, type, columns, rows, slices, data);
  }
}
