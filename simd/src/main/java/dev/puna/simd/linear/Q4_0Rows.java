package dev.puna.simd.linear;

import static dev.puna.quant.Q4_0Format.BLOCK_BYTES;
import static dev.puna.quant.Q4_0Format.BLOCK_LENGTH;
import static dev.puna.quant.Q4_0Format.QS_OFFSET;
import static dev.puna.quant.Q4_0Format.ZERO;
import static jdk.incubator.vector.VectorOperators.LSHL;
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
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** The bits of 16.0f: a quant q in the top bits of its mantissa makes it 16 + q. */
  private static final int BASE = 0x41800000;

  private static final int BIAS = 16;

  /** Where a nibble belongs. */
  private static final int NIBBLE = 0x780000;

  /** As many ones as vectors in half a block: see {@link WeightRows}. */
  private static final int STEPS = (1 << BLOCK_LENGTH / 2 / LANES) - 1;

  Q4_0Rows() {
    super(BLOCK_LENGTH, 2, BLOCK_LENGTH / 2);
  }

  @Override
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    long a = work.starts[0];
    long b = work.starts[1];
    long c = work.starts[2];
    long d = work.starts[3];
    float[] offsets = work.offsets;
    FloatVector sumA = FloatVector.zero(F32);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      int g = i / BLOCK_LENGTH;
      long p = (long) g * BLOCK_BYTES;
      float dA = Float.float16ToFloat(weights.get(Bytes.I16, a + p));
      offsets[g] = dA * -(BIAS + ZERO);
      FloatVector scaleA = FloatVector.broadcast(F32, dA);
      float dB = Float.float16ToFloat(weights.get(Bytes.I16, b + p));
      offsets[groups + g] = dB * -(BIAS + ZERO);
      FloatVector scaleB = FloatVector.broadcast(F32, dB);
      float dC = Float.float16ToFloat(weights.get(Bytes.I16, c + p));
      offsets[2 * groups + g] = dC * -(BIAS + ZERO);
      FloatVector scaleC = FloatVector.broadcast(F32, dC);
      float dD = Float.float16ToFloat(weights.get(Bytes.I16, d + p));
      offsets[3 * groups + g] = dD * -(BIAS + ZERO);
      FloatVector scaleD = FloatVector.broadcast(F32, dD);
      p += QS_OFFSET;
      int l = 0;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        FloatVector y0 = FloatVector.fromArray(F32, x, xOffset + i + l);
        FloatVector y1 = FloatVector.fromArray(F32, x, xOffset + i + l + 16);
        IntVector v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, a + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumA =
            v.lanewise(LSHL, 19)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleA)
                .fma(y0, sumA);
        sumA =
            v.lanewise(LSHL, 15)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleA)
                .fma(y1, sumA);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, b + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumB =
            v.lanewise(LSHL, 19)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleB)
                .fma(y0, sumB);
        sumB =
            v.lanewise(LSHL, 15)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleB)
                .fma(y1, sumB);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, c + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumC =
            v.lanewise(LSHL, 19)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleC)
                .fma(y0, sumC);
        sumC =
            v.lanewise(LSHL, 15)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleC)
                .fma(y1, sumC);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, d + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumD =
            v.lanewise(LSHL, 19)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleD)
                .fma(y0, sumD);
        sumD =
            v.lanewise(LSHL, 15)
                .and(NIBBLE)
                .or(BASE)
                .reinterpretAsFloats()
                .mul(scaleD)
                .fma(y1, sumD);
        p += LANES;
        l += LANES;
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
    int to = at;
    for (int g = 0; g < columns / BLOCK_LENGTH; g++) {
      long p = from + (long) g * BLOCK_BYTES;
      float d = Float.float16ToFloat(weights.get(Bytes.I16, p));
      offsets[offsetsAt + g] = d * -(BIAS + ZERO);
      int l = 0;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        IntVector v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, p + QS_OFFSET + l, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        v.lanewise(LSHL, 19)
            .and(NIBBLE)
            .or(BASE)
            .reinterpretAsFloats()
            .mul(d)
            .intoArray(target, to);
        v.lanewise(LSHL, 15)
            .and(NIBBLE)
            .or(BASE)
            .reinterpretAsFloats()
            .mul(d)
            .intoArray(target, to + LANES);
        to += 2 * LANES;
        l += LANES;
      }
    }
  }
}
