package dev.puna.simd.linear;

import static dev.puna.quant.Q4_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q4_0Format.D_OFFSET;
import static dev.puna.quant.Q4_0Format.QS_OFFSET;
import static dev.puna.quant.Q4_0Format.ZERO;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q4_0: {@code scale * (q - 8)}. */
final class Q4_0Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Nibbles.order(-ZERO);

  Q4_0Rows() {
    super(ORDER);
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
        int t = termsAt + row * stride + chunk / BLOCK_LENGTH;
        int at = xAt + chunk;
        for (int i = chunk; i < end; i += BLOCK_LENGTH) {
          float dA = Float.float16ToFloat(weights.get(Bytes.I16, pA + D_OFFSET));
          terms[t] = dA;
          FloatVector scaleA = FloatVector.broadcast(F32, dA);
          float dB = Float.float16ToFloat(weights.get(Bytes.I16, pB + D_OFFSET));
          terms[t + stride] = dB;
          FloatVector scaleB = FloatVector.broadcast(F32, dB);
          int l = 0;
          do {
            IntVector vA =
                LANES == 4
                    ? IntVector.broadcast(I32, weights.get(Bytes.I32, pA + QS_OFFSET + l))
                        .lanewise(LSHL, Bytes.TO_TOP)
                        .lanewise(LSHR, 24)
                    : (IntVector)
                        ByteVector.fromMemorySegment(
                                Bytes.SPECIES, weights, pA + QS_OFFSET + l, Bytes.ORDER)
                            .convertShape(ZERO_EXTEND_B2I, I32, 0);
            IntVector vB =
                LANES == 4
                    ? IntVector.broadcast(I32, weights.get(Bytes.I32, pB + QS_OFFSET + l))
                        .lanewise(LSHL, Bytes.TO_TOP)
                        .lanewise(LSHR, 24)
                    : (IntVector)
                        ByteVector.fromMemorySegment(
                                Bytes.SPECIES, weights, pB + QS_OFFSET + l, Bytes.ORDER)
                            .convertShape(ZERO_EXTEND_B2I, I32, 0);
            FloatVector y = FloatVector.fromArray(F32, x, at);
            sumA = ((FloatVector) vA.and(0xf).convertShape(I2F, F32, 0)).mul(scaleA).fma(y, sumA);
            sumB = ((FloatVector) vB.and(0xf).convertShape(I2F, F32, 0)).mul(scaleB).fma(y, sumB);
            y = FloatVector.fromArray(F32, x, at + LANES);
            sumA =
                ((FloatVector) vA.lanewise(LSHR, 4).convertShape(I2F, F32, 0))
                    .mul(scaleA)
                    .fma(y, sumA);
            sumB =
                ((FloatVector) vB.lanewise(LSHR, 4).convertShape(I2F, F32, 0))
                    .mul(scaleB)
                    .fma(y, sumB);
            at += 2 * LANES;
            l += LANES;
          } while (LANES < 16 && l < 16);
          pA += BLOCK_BYTES;
          pB += BLOCK_BYTES;
          t++;
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
      float d = Float.float16ToFloat(weights.get(Bytes.I16, p + D_OFFSET));
      terms[termsAt + i / BLOCK_LENGTH] = d;
      FloatVector scale = FloatVector.broadcast(F32, d);
      int l = 0;
      do {
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, weights.get(Bytes.I32, p + QS_OFFSET + l))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(LSHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(
                            Bytes.SPECIES, weights, p + QS_OFFSET + l, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
        ((FloatVector) v.and(0xf).convertShape(I2F, F32, 0)).mul(scale).intoArray(target, at);
        ((FloatVector) v.lanewise(LSHR, 4).convertShape(I2F, F32, 0))
            .mul(scale)
            .intoArray(target, at + LANES);
        at += 2 * LANES;
        l += LANES;
      } while (LANES < 16 && l < 16);
      p += BLOCK_BYTES;
    }
  }
}
