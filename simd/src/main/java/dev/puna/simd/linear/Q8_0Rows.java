package dev.puna.simd.linear;

import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q8_0: {@code scale * q}.
 *
 * <p>With vectors of 512 bits, four rows at once, a fourth of all apart: memory is read in four
 * streams (two threads of an Intel Xeon: 21.5 GB/s, and 9.2 in one stream), and each activation is
 * loaded once for four. The scales are read first, because the compiler inlines what reads them
 * only as long as the method is small.
 */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  Q8_0Rows() {
    super(ActivationOrder.NATURAL, 0);
  }

  @Override
  void dot(
      long from,
      long rowBytes,
      int rows,
      int columns,
      Activations y,
      int token,
      float[] terms,
      float[] sums) {
    if (LANES == 16) {
      dotFour(from, rowBytes, rows, columns, y, token, sums);
    } else {
      dotOne(from, rowBytes, rows, columns, y, token, sums);
    }
  }

  /** Four rows at once, where a block is two vectors. */
  private static void dotFour(
      long from, long rowBytes, int rows, int columns, Activations y, int token, float[] sums) {
    float[] x = y.values;
    int xAt = y.at + token * y.stride;
    int quarter = (rows + 3) / 4;
    for (int row = 0; row != quarter; row++) {
      int row1 = Math.min(row + quarter, rows - 1);
      int row2 = Math.min(row + 2 * quarter, rows - 1);
      int row3 = Math.min(row + 3 * quarter, rows - 1);
      FloatVector evens0 = FloatVector.zero(F32);
      FloatVector odds0 = FloatVector.zero(F32);
      FloatVector evens1 = FloatVector.zero(F32);
      FloatVector odds1 = FloatVector.zero(F32);
      FloatVector evens2 = FloatVector.zero(F32);
      FloatVector odds2 = FloatVector.zero(F32);
      FloatVector evens3 = FloatVector.zero(F32);
      FloatVector odds3 = FloatVector.zero(F32);
      long p = from + row * rowBytes;
      long to1 = (row1 - row) * rowBytes;
      long to2 = (row2 - row) * rowBytes;
      long to3 = (row3 - row) * rowBytes;
      long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
      int at = xAt;
      while (p != end) {
        float d0 = Float.float16ToFloat(ALL.get(Bytes.I16, p));
        float d1 = Float.float16ToFloat(ALL.get(Bytes.I16, p + to1));
        float d2 = Float.float16ToFloat(ALL.get(Bytes.I16, p + to2));
        float d3 = Float.float16ToFloat(ALL.get(Bytes.I16, p + to3));
        long q = p + QS_OFFSET;
        FloatVector x0 = FloatVector.fromArray(F32, x, at);
        FloatVector x1 = FloatVector.fromArray(F32, x, at + LANES);
        ByteVector b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER);
        IntVector v = (IntVector) b.convertShape(B2I, I32, 0);
        FloatVector w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens0 = w.mul(d0).fma(x0, evens0);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + LANES, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds0 = w.mul(d0).fma(x1, odds0);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to1, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens1 = w.mul(d1).fma(x0, evens1);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to1 + LANES, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds1 = w.mul(d1).fma(x1, odds1);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to2, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens2 = w.mul(d2).fma(x0, evens2);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to2 + LANES, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds2 = w.mul(d2).fma(x1, odds2);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to3, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens3 = w.mul(d3).fma(x0, evens3);
        b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + to3 + LANES, Bytes.ORDER);
        v = (IntVector) b.convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds3 = w.mul(d3).fma(x1, odds3);
        p += BLOCK_BYTES;
        at += BLOCK_LENGTH;
      }
      evens0.add(odds0).intoArray(sums, row * LANES);
      evens1.add(odds1).intoArray(sums, row1 * LANES);
      evens2.add(odds2).intoArray(sums, row2 * LANES);
      evens3.add(odds3).intoArray(sums, row3 * LANES);
    }
  }

  /**
   * One row after the other: four take more code than the compiler inlines where a block is a loop.
   */
  private static void dotOne(
      long from, long rowBytes, int rows, int columns, Activations y, int token, float[] sums) {
    float[] x = y.values;
    int xAt = y.at + token * y.stride;
    for (int row = 0; row != rows; row++) {
      FloatVector evens = FloatVector.zero(F32);
      FloatVector odds = FloatVector.zero(F32);
      long p = from + row * rowBytes;
      long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
      int at = xAt;
      while (p != end) {
        FloatVector scale = FloatVector.broadcast(F32, Float.float16ToFloat(ALL.get(Bytes.I16, p)));
        long q = p + QS_OFFSET;
        int l = 0;
        do {
          IntVector v =
              LANES == 4
                  ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                          .convertShape(B2I, I32, 0);
          IntVector v2 =
              LANES == 4
                  ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q + LANES))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q + LANES, Bytes.ORDER)
                          .convertShape(B2I, I32, 0);
          FloatVector w = (FloatVector) v.convertShape(I2F, F32, 0);
          evens = w.mul(scale).fma(FloatVector.fromArray(F32, x, at), evens);
          w = (FloatVector) v2.convertShape(I2F, F32, 0);
          odds = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
          q += 2L * LANES;
          at += 2 * LANES;
          l += 2 * LANES;
        } while (LANES < 16 && l < BLOCK_LENGTH);
        p += BLOCK_BYTES;
      }
      evens.add(odds).intoArray(sums, row * LANES);
    }
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    Words words = panel.words;
    long p = from;
    int i = 0;
    while (i != columns) {
      int first = i;
      int blocks = Math.min(StepWords.BLOCKS, (columns - i) / BLOCK_LENGTH);
      for (int block = 0; block != blocks; block++) {
        words.halves(p, rowBytes, last, 0);
        int word = block * StepWords.BLOCK_WORDS;
        words.turn(p + QS_OFFSET, rowBytes, last, StepWords.BLOCK_WORDS / 2, word);
        StepWords.placeScale(panel, i, lane);
        i += BLOCK_LENGTH;
        p += BLOCK_BYTES;
      }
      StepWords.place(panel, first, blocks, lane);
    }
  }
}
