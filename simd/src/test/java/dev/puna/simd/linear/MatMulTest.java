package dev.puna.simd.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.graph.Weight;
import dev.puna.quant.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite runs once for each width of vectors. */
class MatMulTest {
  /** Relative to the sum of the magnitudes that are added, offsets and scaled quants apart. */
  private static final double TOLERANCE = 1e-6;

  static List<TensorType> types() {
    return RandomWeights.TYPES;
  }

  @ParameterizedTest
  @MethodSource("types")
  void matchesDecodedWeights(TensorType type) {
    Random random = new Random(type.id());
    int[] blocks = type.blockLength() == 256 ? new int[] {1, 2, 3, 8} : new int[] {1, 7, 8, 17, 33};
    int[] rowCounts = {1, 2, 3, 4, 70, 5, 13, 33};
    int[] counts = {1, 2, 3, 5, 1, 16, 17, 40};
    for (int i = 0; i < 8; i++) {
      int columns = type.blockLength() * blocks[i % blocks.length];
      Weight weight = RandomWeights.of(type, rowCounts[i], columns, random);
      Call call = new Call(weight, counts[i % counts.length], random);
      call.run(new MatMuls(1).of(weight));
      call.check(TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q2_K", "Q4_K", "Q6_K", "F32"})
  void longRowsMatch(TensorType type) {
    Random random = new Random(12);
    Weight weight = RandomWeights.of(type, 6, 256 * 161, random);
    for (int count : new int[] {1, 6, 40, 64}) { // the last in three blocks of tokens
      Call call = new Call(weight, count, random);
      call.run(new MatMuls(1).of(weight));
      call.check(TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void anyNumberOfColumnsWhereThereAreNoBlocks(TensorType type) {
    Random random = new Random(3);
    for (int columns : new int[] {1, 3, 4, 5, 15, 16, 17, 31, 33, 513, 530}) {
      Weight weight = RandomWeights.of(type, 5, columns, random);
      for (int count : new int[] {1, 6}) {
        Call call = new Call(weight, count, random);
        call.run(new MatMuls(1).of(weight));
        call.check(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void noBitDependsOnTheNumberOfTokensOrTheSplitOfRows(TensorType type) {
    Random random = new Random(17);
    int rows = 11;
    Weight weight = RandomWeights.of(type, rows, 256, random);
    Call all = new Call(weight, 130, random); // more than are multiplied as rows
    MatMul product = new MatMuls(2).of(weight);
    all.run(product);
    for (int count : new int[] {1, 2, 5, 17}) {
      float[] out = all.emptyOut();
      for (int t = 0; t < all.count; t += count) {
        int n = Math.min(count, all.count - t);
        for (int row = 0; row < rows; ) {
          int end = Math.min(rows, row + 1 + random.nextInt(rows));
          int worker = random.nextInt(2);
          all.run(product, row, end, t, n, out, worker);
          row = end;
        }
      }
      assertArrayEquals(all.out, out, type + ", " + count + " tokens at a time");
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void anyPartOfTheTokensCanBeMultiplied(TensorType type) {
    Random random = new Random(18);
    int rows = 37;
    Weight weight = RandomWeights.of(type, rows, 512, random);
    Call all = new Call(weight, 29, random);
    MatMul product = new MatMuls(1).of(weight);
    all.run(product);
    int[][] parts = {{0, 29}, {3, 5}, {5, 8}, {7, 9}, {8, 16}, {11, 12}, {13, 29}, {26, 29}};
    for (int[] part : parts) {
      float[] out = new float[29 * rows];
      product.multiply(0, rows, part[0], part[1] - part[0], out, part[0] * rows, rows, 0);
      for (int t = part[0]; t < part[1]; t++) {
        for (int row = 0; row < rows; row++) {
          assertEquals(all.at(t, row), out[t * rows + row], type + ", token " + t);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void blocksOfEqualBytesMatch(TensorType type) {
    Random random = new Random(1);
    for (int fill : new int[] {0x00, 0x01, 0x10, 0x3f, 0x55, 0x77, 0x80, 0x8f, 0xaa, 0xf0, 0xfb}) {
      Weight weight = RandomWeights.of(type, 3, 256, random);
      weight.data().fill((byte) fill);
      for (int count : new int[] {1, 4}) {
        Call call = new Call(weight, count, random);
        call.run(new MatMuls(1).of(weight));
        call.check(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void extremeScalesMatch(TensorType type) {
    Random random = new Random(2);
    short[] extremes = {0, (short) 0x8000, 1, (short) 0x83ff, 0x0400, 0x7bff, (short) 0xfbff};
    for (short half : extremes) {
      Weight weight = RandomWeights.of(type, 5, 512, random);
      MemorySegment data = weight.data();
      for (long block = 0; block < data.byteSize(); block += type.blockBytes()) {
        for (int at : RandomWeights.halves(type)) {
          data.set(RandomWeights.I16, block + at, half);
        }
        if (type == TensorType.F16) {
          data.set(RandomWeights.I16, block, half);
        }
      }
      for (int count : new int[] {1, 4}) {
        Call call = new Call(weight, count, random);
        call.run(new MatMuls(1).of(weight));
        call.check(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void weightsThatAreNoNumbersGiveNoneInTheirRowAlone(TensorType type) {
    Random random = new Random(4);
    boolean halves = RandomWeights.halves(type).length > 0 || type == TensorType.F16;
    for (int fill : halves ? new int[] {0x7c, 0xfc, 0xff} : new int[] {0xff}) {
      Weight weight = RandomWeights.of(type, 4, 256, random);
      weight.data().asSlice(weight.rowBytes(), weight.rowBytes()).fill((byte) fill);
      for (int count : new int[] {1, 3}) {
        Call call = new Call(weight, count, random);
        call.run(new MatMuls(1).of(weight));
        for (int t = 0; t < count; t++) {
          for (int row = 0; row < 4; row++) {
            assertEquals(row != 1, Float.isFinite(call.at(t, row)), type + " of " + fill);
          }
        }
      }
    }
  }

  @Test
  void halvesThatAreNoNumbersStayNone() {
    for (int rows : new int[] {3, 4, 8}) {
      Weight weight = RandomWeights.of(TensorType.F16, rows, 16, new Random(6));
      short[] halves = {0x7c00, (short) 0xfc00, 0x7e00};
      for (int row = 0; row < 3; row++) {
        weight.data().set(RandomWeights.I16, 32L * row, halves[row]);
      }
      float[] x = new float[16];
      Arrays.fill(x, 1);
      float[] out = new float[rows];
      MatMul product = new MatMuls(1).of(weight);
      give(product.activations(), x, 0, 16, 16, 1);
      product.multiply(0, rows, 0, 1, out, 0, rows, 0);
      assertArrayEquals(
          new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN},
          Arrays.copyOf(out, 3));
      for (int row = 3; row < rows; row++) {
        assertTrue(Float.isFinite(out[row]));
      }
    }
  }

  @Test
  void everyHalfIsTaken() {
    int columns = 512;
    int rows = (1 << 16) / columns;
    MemorySegment data = GuardedMemory.allocate(2L << 16);
    for (int i = 0; i < 1 << 16; i++) {
      short half = (short) i;
      boolean isFinite = Float.isFinite(Float.float16ToFloat(half));
      data.set(RandomWeights.I16, 2L * i, isFinite ? half : 0);
    }
    MatMul product = new MatMuls(1).of(new Weight("w", TensorType.F16, columns, rows, 1, data));
    float[] x = new float[columns];
    float[] out = new float[rows];
    for (int i = 0; i < columns; i++) {
      x[i] = 1;
      give(product.activations(), x, 0, columns, columns, 1);
      product.multiply(0, rows, 0, 1, out, 0, rows, 0);
      for (int row = 0; row < rows; row++) {
        long at = 2L * (row * columns + i);
        // Zero is added, for there may be one of either sign.
        assertEquals(Float.float16ToFloat(data.get(RandomWeights.I16, at)) + 0f, out[row]);
      }
      x[i] = 0;
    }
  }

  @Test
  void heapMemoryIsTakenToo() {
    Random random = new Random(5);
    Weight weight = RandomWeights.of(TensorType.Q4_K, 9, 512, random);
    MemorySegment heap = MemorySegment.ofArray(weight.data().toArray(ValueLayout.JAVA_BYTE));
    Weight onHeap = new Weight("w", TensorType.Q4_K, 512, 9, 1, heap);
    Call call = new Call(weight, 3, random);
    call.run(new MatMuls(1).of(onHeap));
    call.check(TOLERANCE);
  }

  @Test
  void othersTypesAndSlicesAreRefused() {
    Weight other =
        new Weight("blk.0.w", TensorType.I8, 4, 1, 1, MemorySegment.ofArray(new byte[4]));
    Exception e = assertThrows(IllegalArgumentException.class, () -> new MatMuls(1).of(other));
    assertEquals("blk.0.w: no product with type I8", e.getMessage());
    Weight slices =
        new Weight("exps", TensorType.F32, 4, 1, 2, MemorySegment.ofArray(new byte[32]));
    assertThrows(IllegalArgumentException.class, () -> new MatMuls(1).of(slices));
  }

  @Test
  void rangesOutsideTheirArraysAreRefused() {
    Weight weight = RandomWeights.of(TensorType.F32, 4, 8, new Random(7));
    MatMul product = new MatMuls(1).of(weight);
    float[] x = new float[16];
    float[] out = new float[8];
    Class<IndexOutOfBoundsException> outOfBounds = IndexOutOfBoundsException.class;
    Activations activations = product.activations();
    assertThrows(outOfBounds, () -> activations.begin(x, 1, 8, 8, 2));
    assertThrows(outOfBounds, () -> activations.begin(x, -1, 8, 8, 2));
    assertThrows(outOfBounds, () -> activations.begin(x, 0, 8, 8, 3));
    activations.begin(x, 0, 8, 8, 2);
    assertThrows(outOfBounds, () -> product.multiply(0, 5, 0, 2, out, 0, 4, 0));
    assertThrows(outOfBounds, () -> product.multiply(0, 4, 0, 2, out, 1, 4, 0));
    assertThrows(outOfBounds, () -> product.multiply(0, 4, 1, 2, out, 0, 4, 0));
    assertThrows(outOfBounds, () -> product.multiply(0, 4, 0, 3, out, 0, 4, 0));
    activations.begin(x, 0, 7, 7, 2);
    assertThrows(IllegalArgumentException.class, () -> product.multiply(0, 4, 0, 2, out, 0, 4, 0));
  }

  private static void give(
      Activations activations, float[] x, int xAt, int xStride, int columns, int count) {
    activations.begin(x, xAt, xStride, columns, count);
    for (int unit = activations.units() - 1; unit >= 0; unit--) {
      activations.write(unit, 0);
    }
  }

  /** One call with its arrays: odd offsets, strides that are wider than needed, and guards. */
  private static final class Call {
    private static final float GUARD = 1234.5f;
    final int count;
    final float[] out;
    private final Weight weight;
    private final int xStride;
    private final int xOffset;
    private final int outStride;
    private final int outOffset;
    private final float[] x;

    Call(Weight weight, int count, Random random) {
      this.weight = weight;
      this.count = count;
      xStride = weight.columns() + random.nextInt(3);
      xOffset = random.nextInt(4);
      outStride = weight.rows() + random.nextInt(3);
      outOffset = random.nextInt(4);
      // NaN where nothing may be read, and no float behind the last that may.
      x = new float[xOffset + (count - 1) * xStride + weight.columns()];
      Arrays.fill(x, Float.NaN);
      for (int t = 0; t < count; t++) {
        float[] row = RandomWeights.activations(weight.columns(), random);
        System.arraycopy(row, 0, x, xOffset + t * xStride, row.length);
      }
      out = emptyOut();
    }

    float[] emptyOut() {
      float[] empty = new float[outOffset + (count - 1) * outStride + weight.rows()];
      Arrays.fill(empty, GUARD);
      return empty;
    }

    void run(MatMul product) {
      run(product, 0, weight.rows(), 0, count, out, 0);
    }

    void run(MatMul product, int from, int to, int token, int n, float[] target, int worker) {
      int xAt = xOffset + token * xStride;
      int outAt = outOffset + token * outStride;
      give(product.activations(), x, xAt, xStride, weight.columns(), n);
      product.multiply(from, to, 0, n, target, outAt, outStride, worker);
    }

    float at(int token, int row) {
      return out[outOffset + token * outStride + row];
    }

    void check(double tolerance) {
      int columns = weight.columns();
      float[] w = new float[columns];
      boolean[] written = new boolean[out.length];
      double quantum = RandomWeights.quantum(weight);
      for (int row = 0; row < weight.rows(); row++) {
        weight
            .type()
            .format()
            .orElseThrow()
            .dequantise(weight.data(), row * weight.rowBytes(), w, 0, columns);
        for (int t = 0; t < count; t++) {
          double sum = 0;
          double magnitude = 0;
          for (int i = 0; i < columns; i++) {
            double product = (double) w[i] * x[xOffset + t * xStride + i];
            sum += product;
            magnitude += Math.abs(product) + Math.abs(x[xOffset + t * xStride + i]) * quantum;
          }
          String where = weight.type() + " x" + columns + ", row " + row + ", token " + t;
          assertEquals(sum, at(t, row), tolerance * magnitude + Float.MIN_VALUE, where);
          written[outOffset + t * outStride + row] = true;
        }
      }
      IntStream.range(0, out.length)
          .filter(i -> !written[i])
          .forEach(i -> assertEquals(GUARD, out[i], "written outside of its rows: " + i));
    }
  }
}
