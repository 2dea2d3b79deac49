package dev.puna.simd.linear;

import static dev.puna.quant.Q4_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q4_0Format.D_OFFSET;
import static dev.puna.quant.Q4_0Format.QS_OFFSET;
import static dev.puna.quant.Q4_0Format.ZERO;
import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q4_0: {@code scale * (q - 8)}. */
final class Q4_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final ActivationOrder ORDER = Nibbles.order(-ZERO);

  Q4_0Rows() {
    super(ORDER, 0);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    Bytes.halves(from + D_OFFSET, BLOCK_BYTES, columns / BLOCK_LENGTH, scales);
    Bytes.copy(scales, terms, columns / BLOCK_LENGTH);
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    NibbleDots.four(from, BLOCK_BYTES, QS_OFFSET, columns, x, scales, strands);
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
        words.turn(p + QS_OFFSET, rowBytes, last, 2, Nibbles.WORD);
        FloatVector.fromArray(F32, words.scales, 0)
            .intoMemorySegment(
                ALL, panel.terms + 4L * (panel.termAt(i / BLOCK_LENGTH) + lane), Lanes.ORDER);
        Nibbles.four(words, block);
        StepWords.placeScale(panel, i, lane);
        i += BLOCK_LENGTH;
        p += BLOCK_BYTES;
      }
      StepWords.place(panel, first, blocks, lane);
    }
  }
}
