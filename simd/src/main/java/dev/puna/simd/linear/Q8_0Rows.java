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
 * <p>Several rows in one loop, which is short: memory is read in as many streams at once, and each
 * activation is loaded once for all. (From memory, two threads of an Intel Xeon: 21.5 GB/s with
 * four rows, 9.2 in one stream.) The scales are read first, because the compiler inlines what reads
 * them only as long as the method is small.
 */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  Q8_0Rows() {
    super(ActivationOrder.NATURAL, 0);
  }

  @Override
  int rowsAtOnce() {
    return LANES == 16 ? 4 : 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    if (LANES == 16) {
      dotFour(from, apart, columns, x, strands);
    } else {
      dotTwo(from, apart, columns, x, strands);
    }
  }

  /** Four rows, where a block is two vectors. */
  private static void dotFour(long from, long apart, int columns, long x, long strands) {
    FloatVector evens0 = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds0 = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    FloatVector evens1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector odds1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
    FloatVector evens2 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 4 * Lanes.BYTES, Lanes.ORDER);
    FloatVector odds2 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 5 * Lanes.BYTES, Lanes.ORDER);
    FloatVector evens3 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 6 * Lanes.BYTES, Lanes.ORDER);
    FloatVector odds3 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 7 * Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    while (p != end) {
      long q0 = p & Memory.RANGE;
      long q1 = p + apart & Memory.RANGE;
      long q2 = p + 2 * apart & Memory.RANGE;
      long q3 = p + 3 * apart & Memory.RANGE;
      float d0 = Float.float16ToFloat(ALL.get(Bytes.I16, q0));
      float d1 = Float.float16ToFloat(ALL.get(Bytes.I16, q1));
      float d2 = Float.float16ToFloat(ALL.get(Bytes.I16, q2));
      float d3 = Float.float16ToFloat(ALL.get(Bytes.I16, q3));
      long y = at & Memory.RANGE;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
      ByteVector b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q0 + QS_OFFSET, Bytes.ORDER);
      IntVector v = (IntVector) b.convertShape(B2I, I32, 0);
      FloatVector w = (FloatVector) v.convertShape(I2F, F32, 0);
      evens0 = w.mul(d0).fma(x0, evens0);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q0 + QS_OFFSET + LANES, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      odds0 = w.mul(d0).fma(x1, odds0);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1 + QS_OFFSET, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      evens1 = w.mul(d1).fma(x0, evens1);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1 + QS_OFFSET + LANES, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      odds1 = w.mul(d1).fma(x1, odds1);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q2 + QS_OFFSET, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      evens2 = w.mul(d2).fma(x0, evens2);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q2 + QS_OFFSET + LANES, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      odds2 = w.mul(d2).fma(x1, odds2);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q3 + QS_OFFSET, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      evens3 = w.mul(d3).fma(x0, evens3);
      b = ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q3 + QS_OFFSET + LANES, Bytes.ORDER);
      v = (IntVector) b.convertShape(B2I, I32, 0);
      w = (FloatVector) v.convertShape(I2F, F32, 0);
      odds3 = w.mul(d3).fma(x1, odds3);
      p += BLOCK_BYTES;
      at += 2 * Lanes.BYTES;
    }
    evens0.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds0.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
    evens1.intoMemorySegment(ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    odds1.intoMemorySegment(ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
    evens2.intoMemorySegment(ALL, strands + 4 * Lanes.BYTES, Lanes.ORDER);
    odds2.intoMemorySegment(ALL, strands + 5 * Lanes.BYTES, Lanes.ORDER);
    evens3.intoMemorySegment(ALL, strands + 6 * Lanes.BYTES, Lanes.ORDER);
    odds3.intoMemorySegment(ALL, strands + 7 * Lanes.BYTES, Lanes.ORDER);
  }

  /** Two rows, where a block is a loop. */
  private static void dotTwo(long from, long apart, int columns, long x, long strands) {
    FloatVector evens0 = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds0 = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    FloatVector evens1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector odds1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    while (p != end) {
      float d0 = Float.float16ToFloat(ALL.get(Bytes.I16, p & Memory.RANGE));
      float d1 = Float.float16ToFloat(ALL.get(Bytes.I16, p + apart & Memory.RANGE));
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
        v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q1))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens1 = w.mul(d1).fma(x0, evens1);
        v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, q1 + LANES))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, q1 + LANES, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        w = (FloatVector) v.convertShape(I2F, F32, 0);
        odds1 = w.mul(d1).fma(x1, odds1);
        q += 2L * LANES;
        at += 2 * Lanes.BYTES;
        l += 2 * LANES;
      } while (LANES < 16 && l < BLOCK_LENGTH);
      p += BLOCK_BYTES;
    }
    evens0.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds0.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
    evens1.intoMemorySegment(ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    odds1.intoMemorySegment(ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
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
