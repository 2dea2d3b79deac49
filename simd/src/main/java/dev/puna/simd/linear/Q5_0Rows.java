package dev.puna.simd.linear;

import static dev.puna.quant.Q5_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q5_0Format.D_OFFSET;
import static dev.puna.quant.Q5_0Format.QH_OFFSET;
import static dev.puna.quant.Q5_0Format.QL_OFFSET;
import static dev.puna.quant.Q5_0Format.ZERO;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q5_0: {@code scale * (q - 16)}. */
final class Q5_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Nibbles.order(-ZERO);

  private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

  Q5_0Rows() {
    super(ORDER, 0);
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
    float[] x = y.values;
    int xAt = y.at + token * y.stride;
    for (int row = 0; row != rows; row++) {
      FloatVector evens = FloatVector.zero(F32);
      FloatVector odds = FloatVector.zero(F32);
      long p = from + row * rowBytes;
      long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
      int at = xAt;
      while (p != end) {
        float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
        terms[(at - xAt) / BLOCK_LENGTH] = d;
        FloatVector scale = FloatVector.broadcast(F32, d);
        int fifth = ALL.get(Bytes.I32, p + QH_OFFSET);
        long q = p + QL_OFFSET;
        int l = 0;
        do {
          IntVector v =
              LANES == 4
                  ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q))
                      .lanewise(LSHL, Bytes.TO_TOP)
                      .lanewise(LSHR, 24)
                  : (IntVector)
                      ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0);
          IntVector h = IntVector.broadcast(I32, fifth).lanewise(LSHR, LANE);
          fifth >>>= LANES;
          FloatVector w =
              (FloatVector) v.and(0xf).or(h.lanewise(LSHL, 4).and(0x10)).convertShape(I2F, F32, 0);
          evens = w.mul(scale).fma(FloatVector.fromArray(F32, x, at), evens);
          w =
              (FloatVector)
                  v.lanewise(LSHR, 4).or(h.lanewise(LSHR, 12).and(0x10)).convertShape(I2F, F32, 0);
          odds = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
          q += LANES;
          at += 2 * LANES;
          l += LANES;
        } while (LANES < 16 && l < 16);
        p += BLOCK_BYTES;
      }
      evens.intoArray(sums, row * LANES);
      odds.intoArray(sums, rows * LANES);
      Terms.multiply(terms, columns / BLOCK_LENGTH, y, token, sums, row * LANES, rows * LANES);
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
        words.halves(p + D_OFFSET, rowBytes, last, 0);
        words.turn(p + QL_OFFSET, rowBytes, last, 2, Nibbles.WORD);
        words.turn(p + QH_OFFSET, rowBytes, last, 1, Nibbles.WORD + 4);
        FloatVector.fromArray(F32, words.scales, 0)
            .intoArray(panel.terms, panel.termAt(i / BLOCK_LENGTH) + lane);
        Nibbles.five(words, block);
        StepWords.placeScale(panel, i, lane);
        i += BLOCK_LENGTH;
        p += BLOCK_BYTES;
      }
      StepWords.place(panel, first, blocks, lane);
    }
  }
}
