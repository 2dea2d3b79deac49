package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
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
      long end = p + 2L * (columns - columns % (2 * LANES));
      int at = xAt;
      while (p != end) {
        FloatVector w =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, ALL, p, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_S2I, I32, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        FloatVector w2 =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, ALL, p + 2L * LANES, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_S2I, I32, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        evens = w.fma(FloatVector.fromArray(F32, x, at), evens);
        odds = w2.fma(FloatVector.fromArray(F32, x, at + LANES), odds);
        p += 4L * LANES;
        at += 2 * LANES;
      }
      if (columns % (2 * LANES) != 0) {
        FloatVector w =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, ALL, p, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_S2I, I32, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        evens = w.fma(FloatVector.fromArray(F32, x, at), evens);
      }
      evens.add(odds).intoArray(sums, row * LANES);
    }
  }

  @Override
  void decode(long from, long rowBytes, int last, int columns, Panel panel, int lane) {
    float[] target = panel.values;
    int stride = panel.stride;
    Words words = panel.words;
    long p = from;
    for (int i = 0; i != columns; i += LANES) {
      words.turn(p, rowBytes, last, LANES / 4, 0);
      int at = panel.at(i) + lane;
      int w = 0;
      while (w != LANES / 2 * LANES) {
        IntVector v = IntVector.fromArray(I32, words.values, w);
        v.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(target, at);
        v.and(0xffff0000).reinterpretAsFloats().intoArray(target, at + stride);
        w += LANES;
        at += 2 * stride;
      }
      p += 2L * LANES;
    }
  }
}
