package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
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

  BF16Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void dot(
      MemorySegment weights,
      long[] starts,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      int stride,
      float[] sums,
      int sumsAt) {
    for (int chunk = 0; chunk < columns; chunk += CHUNK) {
      int end = Math.min(columns, chunk + CHUNK);
      for (int row = 0; row < 4; row += 2) {
        long pA = starts[row] + 2L * chunk;
        long pB = starts[row + 1] + 2L * chunk;
        FloatVector sumA = FloatVector.fromArray(F32, sums, sumsAt + row * LANES);
        FloatVector sumB = FloatVector.fromArray(F32, sums, sumsAt + (row + 1) * LANES);

        for (int i = chunk; i < end; i += LANES) {
          FloatVector y = FloatVector.fromArray(F32, x, xAt + i);
          ShortVector halvesA = ShortVector.fromMemorySegment(I16, weights, pA, Bytes.ORDER);
          IntVector bitsA = (IntVector) halvesA.convertShape(ZERO_EXTEND_S2I, I32, 0);
          FloatVector wA = bitsA.lanewise(LSHL, 16).reinterpretAsFloats();
          ShortVector halvesB = ShortVector.fromMemorySegment(I16, weights, pB, Bytes.ORDER);
          IntVector bitsB = (IntVector) halvesB.convertShape(ZERO_EXTEND_S2I, I32, 0);
          FloatVector wB = bitsB.lanewise(LSHL, 16).reinterpretAsFloats();
          sumA = wA.fma(y, sumA);
          sumB = wB.fma(y, sumB);
          pA += 2L * LANES;
          pB += 2L * LANES;
        }
        sumA.intoArray(sums, sumsAt + row * LANES);
        sumB.intoArray(sums, sumsAt + (row + 1) * LANES);
      }
    }
  }

  @Override
  void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] terms,
      int termsAt) {
    long p = from;
    for (int i = 0; i < columns; i += LANES) {
      ShortVector halves = ShortVector.fromMemorySegment(I16, weights, p, Bytes.ORDER);
      IntVector bits = (IntVector) halves.convertShape(ZERO_EXTEND_S2I, I32, 0);
      FloatVector w = bits.lanewise(LSHL, 16).reinterpretAsFloats();
      w.intoArray(target, at + i);
      p += 2L * LANES;
    }
  }
}
