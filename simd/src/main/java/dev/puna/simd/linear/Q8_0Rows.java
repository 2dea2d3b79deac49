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
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q8_0: {@code scale * q}.
 *
 * <p>Two rows in one loop, which is short: memory is read in two streams at once, and each
 * activation is loaded once for both. (Four rows were 5% faster from memory, on an Intel Xeon, but
 * too much for the compiler: in one process of thirty their vectors were boxed.) The scales are
 * read first, because the compiler inlines what reads them only as long as the method is small.
 */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** Whether two rows are not more than the compiler takes. */
  private static final boolean TWO = LANES > 4;

  Q8_0Rows() {
    super(ActivationOrder.NATURAL, 0);
  }

  @Override
  int rowsAtOnce() {
    return TWO ? 2 : 1;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens0 = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds0 = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    FloatVector evens1 = evens0;
    FloatVector odds1 = odds0;
    if (TWO) {
      evens1 = FloatVector.fromMemorySegment(F32, ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
      odds1 = FloatVector.fromMemorySegment(F32, ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
    }
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    while (p != end) {
      float d0 = Float.float16ToFloat(ALL.get(Bytes.I16, p & Memory.RANGE));
      float d1 = TWO ? Float.float16ToFloat(ALL.get(Bytes.I16, p + apart & Memory.RANGE)) : 0;
      long q = p + QS_OFFSET;
      int l = 0;
      do {
        long q0 = q & Memory.RANGE;
        long q1 = q + apart & Memory.RANGE;
        long y = at & Memory.RANGE;
        FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q0))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q0, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        FloatVector w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens0 = w.mul(d0).fma(x0, evens0);
        v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q0 + LANES))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q0 + LANES, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds0 = w.mul(d0).fma(x1, odds0);
        if (TWO) {
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1, Bytes.ORDER)
                      .convertShape(B2I, I32, 0);
          w = (FloatVector) v.convertShape(I2F, F32, 0);
          evens1 = w.mul(d1).fma(x0, evens1);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1 + LANES, Bytes.ORDER)
                      .convertShape(B2I, I32, 0);
          w = (FloatVector) v.convertShape(I2F, F32, 0);
          odds1 = w.mul(d1).fma(x1, odds1);
        }
        q += 2L * LANES;
        at += 2 * Lanes.BYTES;
        l += 2 * LANES;
      } while (LANES < 16 && l < BLOCK_LENGTH);
      p += BLOCK_BYTES;
    }
    evens0.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds0.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
    if (TWO) {
      evens1.intoMemorySegment(ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
      odds1.intoMemorySegment(ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
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
