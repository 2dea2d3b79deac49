package dev.puna.simd.linear;

import static dev.puna.quant.Q5_1Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_1Format.BLOCK_LENGTH;
import static dev.puna.quant.Q5_1Format.D_OFFSET;
import static dev.puna.quant.Q5_1Format.M_OFFSET;
import static dev.puna.quant.Q5_1Format.QH_OFFSET;
import static dev.puna.quant.Q5_1Format.QL_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q5_1: {@code scale * q + minimum}. */
final class Q5_1Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Nibbles.order(1);

  private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

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
    FloatVector evens = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    long t = scales;
    while (p != end) {
      FloatVector scale = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t));
      int fifth = ALL.get(Bytes.I32, p + QH_OFFSET);
      long q = (p & Memory.RANGE) + QL_OFFSET;
      int l = 0;
      do {
        long y = at & Memory.RANGE;
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
        evens = w.mul(scale).fma(FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER), evens);
        w =
            (FloatVector)
                v.lanewise(LSHR, 4).or(h.lanewise(LSHR, 12).and(0x10)).convertShape(I2F, F32, 0);
        odds =
            w.mul(scale)
                .fma(FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER), odds);
        q += LANES;
        at += 2 * Lanes.BYTES;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += BLOCK_BYTES;
      t += 4;
    }
    evens.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
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
