package dev.puna.benchmarks;

import dev.puna.graph.Weight;
import dev.puna.quant.BlockFormat;
import dev.puna.quant.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random weights in native memory, where those of a mapped file are too. */
final class RandomWeight {
  private static final int ALIGNMENT = 64;

  /**
   * Rows that are encoded; a matrix repeats them, for encoding is slow and the values are equal.
   */
  private static final int DIFFERENT_ROWS = 64;

  private RandomWeight() {}

  /** A matrix. */
  static Weight matrix(TensorType type, int columns, int rows) {
    return experts(type, columns, rows, 1);
  }

  /** A matrix for each expert, with elements about 0 such that what comes out keeps its size. */
  static Weight experts(TensorType type, int columns, int rows, int slices) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[columns * Math.min(rows, DIFFERENT_ROWS)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(columns));
    }
    return repeated(type, columns, rows, slices, values);
  }

  /** What each token id brings into the graph: elements about {@code mean}. */
  static Weight table(int columns, float mean) {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[columns * GraphRun.VOCABULARY];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    return repeated(TensorType.F32, columns, GraphRun.VOCABULARY, 1, values);
  }

  /** Weights of a norm. */
  static Weight ones(int length) {
    float[] values = new float[length];
    Arrays.fill(values, 1);
    return repeated(TensorType.F32, length, 1, 1, values);
  }

  private static Weight repeated(
      TensorType type, int columns, int rows, int slices, float[] values) {
    BlockFormat format = type.format().orElseThrow();
    long bytes = type.byteSize(columns) * rows * slices;
    long once = type.byteSize(values.length);
    MemorySegment data = Arena.ofAuto().allocate(bytes, ALIGNMENT);
    format.quantise(values, 0, data, 0, values.length);
    for (long at = once; at < bytes; at += once) {
      MemorySegment.copy(data, 0, data, at, Math.min(once, bytes - at));
    }
    return new Weight("random", type, columns, rows, slices, data);
  }
}
