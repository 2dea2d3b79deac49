package dev.puna.simd.linear;

import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q8_0. One vector of scaled quants takes a load that widens, a conversion and a
 * multiplication.
 */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** As many ones as vectors in a block: see {@link WeightRows}. */
  private static final int STEPS = (1 << BLOCK_LENGTH / LANES) - 1;

  Q8_0Rows() {
    super(0, 1, 0);
  }

  @Override
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    long a = work.starts[0];
    long b = work.starts[1];
    long c = work.starts[2];
    long d = work.starts[3];
    FloatVector sumA = FloatVector.zero(F32);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long p = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      FloatVector scaleA =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, a + p)));
      FloatVector scaleB =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, b + p)));
      FloatVector scaleC =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, c + p)));
      FloatVector scaleD =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, d + p)));
      p += QS_OFFSET;
      int at = xOffset + i;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        FloatVector y = FloatVector.fromArray(F32, x, at);
        sumA =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, weights, a + p, Bytes.ORDER)
                        .castShape(F32, 0))
                .mul(scaleA)
                .fma(y, sumA);
        sumB =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, weights, b + p, Bytes.ORDER)
                        .castShape(F32, 0))
                .mul(scaleB)
                .fma(y, sumB);
        sumC =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, weights, c + p, Bytes.ORDER)
                        .castShape(F32, 0))
                .mul(scaleC)
                .fma(y, sumC);
        sumD =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, weights, d + p, Bytes.ORDER)
                        .castShape(F32, 0))
                .mul(scaleD)
                .fma(y, sumD);
        p += LANES;
        at += LANES;
      }
    }
    sumA.intoArray(work.sums, 0);
    sumB.intoArray(work.sums, LANES);
    sumC.intoArray(work.sums, 2 * LANES);
    sumD.intoArray(work.sums, 3 * LANES);
  }

  @Override
  void decode(
      MemorySegment weights,
      long from,
      int columns,
      float[] target,
      int at,
      float[] offsets,
      int offsetsAt,
      Workspace work) {
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long p = from + (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      float scale = Float.float16ToFloat(weights.get(Bytes.I16, p));
      int j = 0;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        ((FloatVector)
                ByteVector.fromMemorySegment(BYTES, weights, p + QS_OFFSET + j, Bytes.ORDER)
                    .castShape(F32, 0))
            .mul(scale)
            .intoArray(target, at + i + j);
        j += LANES;
      }
    }
  }
}
