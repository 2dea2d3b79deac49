package dev.puna.simd.linear;

import static dev.puna.quant.Q5_1Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_1Format.BLOCK_LENGTH;
import static dev.puna.quant.Q5_1Format.D_OFFSET;
import static dev.puna.quant.Q5_1Format.M_OFFSET;
import static dev.puna.quant.Q5_1Format.QH_OFFSET;
import static dev.puna.quant.Q5_1Format.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q5_1: {@code scale * q + minimum}. */
final class Q5_1Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Nibbles.order(1);

  Q5_1Rows() {
    super(ORDER, 0);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    Bytes.halves(from + D_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, scales);
    Bytes.halves(from + M_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, terms);
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    NibbleDots.five(from, BLOCK_BYTES, QH_OFFSET, QL_OFFSET, columns, x, scales, strands);
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
        words.halves(p + M_OFFSET, rowBytes, last, 1);
        words.turn(p + QL_OFFSET, rowBytes, last, 2, Nibbles.WORD);
        words.turn(p + QH_OFFSET, rowBytes, last, 1, Nibbles.WORD + 4);
        FloatVector.fromArray(F32, words.scales, LANES)
            .intoMemorySegment(
                ALL, panel.terms + 4L * (panel.termAt(i / BLOCK_LENGTH) + lane), Lanes.ORDER);
        Nibbles.five(words, block);
        StepWords.placeScale(panel, i, lane);
        i += BLOCK_LENGTH;
        p += BLOCK_BYTES;
      }
      StepWords.place(panel, first, blocks, lane);
    }
  }
}
