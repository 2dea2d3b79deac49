package dev.puna.simd.linear;

import static dev.puna.quant.Q5_1Format.BLOCK_BYTES;
import static dev.puna.quant.Q5_1Format.BLOCK_LENGTH;
import static dev.puna.quant.Q5_1Format.M_OFFSET;
import static dev.puna.quant.Q5_1Format.QH_OFFSET;
import static dev.puna.quant.Q5_1Format.QL_OFFSET;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q5_1: {@code scale * q + minimum}. */
final class Q5_1Rows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** The bits of 32.0f: a quant q in the top bits of its mantissa makes it 32 + q. */
  private static final int BASE = 0x42000000;

  private static final int BIAS = 32;

  /** Where the low four bits of a quant belongs. */
  private static final int NIBBLE = 0x3c0000;

  /** Where the fifth bit belongs. */
  private static final int FIFTH = 0x400000;

  /** Shifts that bring bit l of an int to where the fifth bit belongs in lane l. */
  private static final IntVector TO_FIFTH =
      IntVector.broadcast(I32, 22).sub(IntVector.zero(I32).addIndex(1));

  /** As many ones as vectors in half a block: see {@link WeightRows}. */
  private static final int STEPS = (1 << BLOCK_LENGTH / 2 / LANES) - 1;

  Q5_1Rows() {
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
      long headA = weights.get(Bytes.I64, a + p);
      float dA = Float.float16ToFloat((short) headA);
      float mA = Float.float16ToFloat((short) (headA >>> 8 * M_OFFSET));
      offsets[g] = mA - BIAS * dA;
      int bitsA = (int) (headA >>> 8 * QH_OFFSET);
      FloatVector scaleA = FloatVector.broadcast(F32, dA);
      long headB = weights.get(Bytes.I64, b + p);
      float dB = Float.float16ToFloat((short) headB);
      float mB = Float.float16ToFloat((short) (headB >>> 8 * M_OFFSET));
      offsets[groups + g] = mB - BIAS * dB;
      int bitsB = (int) (headB >>> 8 * QH_OFFSET);
      FloatVector scaleB = FloatVector.broadcast(F32, dB);
      long headC = weights.get(Bytes.I64, c + p);
      float dC = Float.float16ToFloat((short) headC);
      float mC = Float.float16ToFloat((short) (headC >>> 8 * M_OFFSET));
      offsets[2 * groups + g] = mC - BIAS * dC;
      int bitsC = (int) (headC >>> 8 * QH_OFFSET);
      FloatVector scaleC = FloatVector.broadcast(F32, dC);
      long headD = weights.get(Bytes.I64, d + p);
      float dD = Float.float16ToFloat((short) headD);
      float mD = Float.float16ToFloat((short) (headD >>> 8 * M_OFFSET));
      offsets[3 * groups + g] = mD - BIAS * dD;
      int bitsD = (int) (headD >>> 8 * QH_OFFSET);
      FloatVector scaleD = FloatVector.broadcast(F32, dD);
      p += QL_OFFSET;
      int l = 0;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        FloatVector y0 = FloatVector.fromArray(F32, x, xOffset + i + l);
        FloatVector y1 = FloatVector.fromArray(F32, x, xOffset + i + l + 16);
        IntVector v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, a + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumA =
            v.lanewise(LSHL, 18)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsA >>> l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleA)
                .fma(y0, sumA);
        sumA =
            v.lanewise(LSHL, 14)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsA >>> 16 + l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleA)
                .fma(y1, sumA);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, b + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumB =
            v.lanewise(LSHL, 18)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsB >>> l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleB)
                .fma(y0, sumB);
        sumB =
            v.lanewise(LSHL, 14)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsB >>> 16 + l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleB)
                .fma(y1, sumB);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, c + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumC =
            v.lanewise(LSHL, 18)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsC >>> l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleC)
                .fma(y0, sumC);
        sumC =
            v.lanewise(LSHL, 14)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsC >>> 16 + l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleC)
                .fma(y1, sumC);
        v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, d + p, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        sumD =
            v.lanewise(LSHL, 18)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsD >>> l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
                .reinterpretAsFloats()
                .mul(scaleD)
                .fma(y0, sumD);
        sumD =
            v.lanewise(LSHL, 14)
                .and(NIBBLE)
                .or(
                    IntVector.broadcast(I32, bitsD >>> 16 + l)
                        .lanewise(LSHL, TO_FIFTH)
                        .and(FIFTH)
                        .or(BASE))
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
      long head = weights.get(Bytes.I64, p);
      float d = Float.float16ToFloat((short) head);
      float m = Float.float16ToFloat((short) (head >>> 8 * M_OFFSET));
      offsets[offsetsAt + g] = m - BIAS * d;
      int bits = (int) (head >>> 8 * QH_OFFSET);
      int l = 0;
      for (int steps = STEPS; steps != 0; steps >>= 1) {
        IntVector v =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, weights, p + QL_OFFSET + l, Bytes.ORDER)
                    .convertShape(ZERO_EXTEND_B2I, I32, 0);
        v.lanewise(LSHL, 18)
            .and(NIBBLE)
            .or(IntVector.broadcast(I32, bits >>> l).lanewise(LSHL, TO_FIFTH).and(FIFTH).or(BASE))
            .reinterpretAsFloats()
            .mul(d)
            .intoArray(target, to);
        v.lanewise(LSHL, 14)
            .and(NIBBLE)
            .or(
                IntVector.broadcast(I32, bits >>> 16 + l)
                    .lanewise(LSHL, TO_FIFTH)
                    .and(FIFTH)
                    .or(BASE))
            .reinterpretAsFloats()
            .mul(d)
            .intoArray(target, to + LANES);
        to += 2 * LANES;
        l += LANES;
      }
    }
  }
}
