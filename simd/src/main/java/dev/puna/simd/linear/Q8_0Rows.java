package dev.puna.simd.linear;

import static dev.puna.quant.Q8_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q8_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q8_0Format.QS_OFFSET;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q8_0: {@code scale * q}. */
final class Q8_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** As many ones as vectors in a block: a loop that is counted would be compiled three times. */
  private static final int STEPS = (1 << BLOCK_LENGTH / LANES) - 1;

  Q8_0Rows() {
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
        long pA = starts[row] + (long) (chunk / BLOCK_LENGTH) * BLOCK_BYTES;
        long pB = starts[row + 1] + (long) (chunk / BLOCK_LENGTH) * BLOCK_BYTES;
        FloatVector sumA = FloatVector.fromArray(F32, sums, sumsAt + row * LANES);
        FloatVector sumB = FloatVector.fromArray(F32, sums, sumsAt + (row + 1) * LANES);
        int at = xAt + chunk;
        for (int i = chunk; i < end; i += BLOCK_LENGTH) {
          FloatVector scaleA =
              FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, pA)));
          FloatVector scaleB =
              FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, pB)));
          long q = QS_OFFSET;
          for (int steps = STEPS; steps != 0; steps >>= 1) {
            IntVector vA =
                LANES == 4
                    ? IntVector.broadcast(I32, weights.get(Bytes.I32, pA + q))
                        .lanewise(LSHL, Bytes.TO_TOP)
                        .lanewise(ASHR, 24)
                    : (IntVector)
                        ByteVector.fromMemorySegment(Bytes.SPECIES, weights, pA + q, Bytes.ORDER)
                            .convertShape(B2I, I32, 0);
            IntVector vB =
                LANES == 4
                    ? IntVector.broadcast(I32, weights.get(Bytes.I32, pB + q))
                        .lanewise(LSHL, Bytes.TO_TOP)
                        .lanewise(ASHR, 24)
                    : (IntVector)
                        ByteVector.fromMemorySegment(Bytes.SPECIES, weights, pB + q, Bytes.ORDER)
                            .convertShape(B2I, I32, 0);
            FloatVector y = FloatVector.fromArray(F32, x, at);
            sumA = ((FloatVector) vA.convertShape(I2F, F32, 0)).mul(scaleA).fma(y, sumA);
            sumB = ((FloatVector) vB.convertShape(I2F, F32, 0)).mul(scaleB).fma(y, sumB);
            q += LANES;
            at += LANES;
          }
          pA += BLOCK_BYTES;
          pB += BLOCK_BYTES;
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
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      FloatVector scale =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, p)));
      long q = QS_OFFSET;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, weights.get(Bytes.I32, p + q))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, weights, p + q, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        ((FloatVector) v.convertShape(I2F, F32, 0)).mul(scale).intoArray(target, at);
        q += LANES;
        at += LANES;
      }
      p += BLOCK_BYTES;
    }
  }
}
