package dev.puna.simd.linear;

import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q8_0: {@code scale * q}. */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  Q8_0Rows() {
    super(ActivationOrder.NATURAL, 0);
  }

  @Override
  void dot(
      MemorySegment weights,
      long from,
      long rowBytes,
      int rows,
      int columns,
      Activations y,
      int token,
      float[] terms,
      float[] sums) {
    float[] x = y.values;
    int xAt = y.at + token * y.stride;
    for (int row = 0; row != rows; row++) {
      FloatVector evens = FloatVector.zero(F32);
      FloatVector odds = FloatVector.zero(F32);
      long p = from + row * rowBytes;
      long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
      int at = xAt;
      while (p != end) {
        FloatVector scale =
            FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, p)));
        long q = p + QS_OFFSET;
        int l = 0;
        do {
          IntVector v =
              LANES == 4
                  ? IntVector.broadcast(I32, weights.get(Bytes.I32, q))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, weights, q, Bytes.ORDER)
                          .convertShape(B2I, I32, 0);
          IntVector v2 =
              LANES == 4
                  ? IntVector.broadcast(I32, weights.get(Bytes.I32, q + LANES))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(ASHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, weights, q + LANES, Bytes.ORDER)
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
  void decode(
      MemorySegment weights,
      long from,
      long rowBytes,
      int last,
      int columns,
      Panel panel,
      int lane) {
    Words words = panel.words;
    long p = from;
    int i = 0;
    while (i != columns) {
      int first = i;
      int blocks = Math.min(StepWords.BLOCKS, (columns - i) / BLOCK_LENGTH);
      for (int block = 0; block != blocks; block++) {
        words.halves(weights, p, rowBytes, last, 0);
        int word = block * StepWords.BLOCK_WORDS;
        words.turn(weights, p + QS_OFFSET, rowBytes, last, StepWords.BLOCK_WORDS / 2, word);
        StepWords.placeScale(panel, i, lane);
        i += BLOCK_LENGTH;
        p += BLOCK_BYTES;
      }
      StepWords.place(panel, first, blocks, lane);
    }
  }
}
