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
      long from,
      int columns,
      float[] x,
      int xAt,
      float[] terms,
      int termsAt,
      float[] sums,
      int even,
      int odd) {
    FloatVector evens = FloatVector.zero(F32);
    FloatVector odds = FloatVector.zero(F32);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    int at = xAt;
    while (p != end) {
      FloatVector scale =
          FloatVector.broadcast(F32, Float.float16ToFloat(weights.get(Bytes.I16, p)));
      long q = p + QS_OFFSET;
      int l = 0;
      do {
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, weights.get(Bytes.I32, q))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, weights, q, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        IntVector v2 =
            LANES == 4
                ? IntVector.broadcast(I32, weights.get(Bytes.I32, q + LANES))
                    .lanewise(LSHL, Bytes.TO_TOP)
                    .lanewise(ASHR, 24)
                : (IntVector)
                    ByteVector.fromMemorySegment(Bytes.SPECIES, weights, q + LANES, Bytes.ORDER)
                        .convertShape(B2I, I32, 0);
        FloatVector w = (FloatVector) v.convertShape(I2F, F32, 0);
        evens = w.mul(scale).fma(FloatVector.fromArray(F32, x, at), evens);
        w = (FloatVector) v2.convertShape(I2F, F32, 0);
        odds = w.mul(scale).fma(FloatVector.fromArray(F32, x, at + LANES), odds);
        q += 2L * LANES;
        at += 2 * LANES;
        l += 2 * LANES;
      } while (LANES < 16 && l < BLOCK_LENGTH);
      p += BLOCK_BYTES;
    }
    evens.intoArray(sums, even);
    odds.intoArray(sums, odd);
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
