package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of F32. */
final class F32Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

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
      long end = p + 4L * (columns - columns % (2 * LANES));
      int at = xAt;
      while (p != end) {
        FloatVector w = FloatVector.fromMemorySegment(F32, ALL, p, Bytes.ORDER);
        FloatVector w2 = FloatVector.fromMemorySegment(F32, ALL, p + 4L * LANES, Bytes.ORDER);
        evens = w.fma(FloatVector.fromArray(F32, x, at), evens);
        odds = w2.fma(FloatVector.fromArray(F32, x, at + LANES), odds);
        p += 8L * LANES;
        at += 2 * LANES;
      }
      if (columns % (2 * LANES) != 0) {
        FloatVector w = FloatVector.fromMemorySegment(F32, ALL, p, Bytes.ORDER);
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
      words.turn(p, rowBytes, last, LANES / 2, 0);
      int at = panel.at(i) + lane;
      int w = 0;
      while (w != LANES * LANES) {
        IntVector.fromArray(I32, words.values, w).reinterpretAsFloats().intoArray(target, at);
        w += LANES;
        at += stride;
      }
      p += 4L * LANES;
    }
  }
}
