package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Rows of BF16: the upper halves of F32. */
final class BF16Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  @Override
  int rowsAtOnce() {
    return 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    FloatVector evens0 = FloatVector.fromMemorySegment(F32, ALL, strands, Lanes.ORDER);
    FloatVector odds0 = FloatVector.fromMemorySegment(F32, ALL, strands + Lanes.BYTES, Lanes.ORDER);
    FloatVector evens1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector odds1 =
        FloatVector.fromMemorySegment(F32, ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
    long p = from;
    long end = p + 2L * (columns - columns % (2 * LANES));
    long at = x;
    while (p != end) {
      long q0 = p & Memory.RANGE;
      long q1 = p + apart & Memory.RANGE;
      long y = at & Memory.RANGE;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
      evens0 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, q0, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x0, evens0);
      odds0 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, q0 + Lanes.BYTES / 2, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x1, odds0);
      evens1 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, q1, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x0, evens1);
      odds1 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, q1 + Lanes.BYTES / 2, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x1, odds1);
      p += Lanes.BYTES;
      at += 2 * Lanes.BYTES;
    }
    if (columns % (2 * LANES) != 0) {
      FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, at, Lanes.ORDER);
      evens0 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x0, evens0);
      evens1 =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, ALL, p + apart, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_S2I, I32, 0))
              .lanewise(LSHL, 16)
              .reinterpretAsFloats()
              .fma(x0, evens1);
    }
    evens0.intoMemorySegment(ALL, strands, Lanes.ORDER);
    odds0.intoMemorySegment(ALL, strands + Lanes.BYTES, Lanes.ORDER);
    evens1.intoMemorySegment(ALL, strands + 2 * Lanes.BYTES, Lanes.ORDER);
    odds1.intoMemorySegment(ALL, strands + 3 * Lanes.BYTES, Lanes.ORDER);
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    long stride = panel.strandBytes();
    Words words = panel.words;
    long p = from;
    for (int i = 0; i != columns; i += LANES) {
      words.turn(p, rowBytes, last, LANES / 4, 0);
      long at = panel.valueAt(i) + 4L * lane;
      int w = 0;
      while (w != LANES / 2 * LANES) {
        IntVector v = IntVector.fromArray(I32, words.values, w);
        v.lanewise(LSHL, 16)
            .reinterpretAsFloats()
            .intoMemorySegment(ALL, at & Memory.RANGE, Lanes.ORDER);
        v.and(0xffff0000)
            .reinterpretAsFloats()
            .intoMemorySegment(ALL, at + stride & Memory.RANGE, Lanes.ORDER);
        w += LANES;
        at += 2 * stride;
      }
      p += 2L * LANES;
    }
  }
}
