package dev.puna.simd.linear;

import static dev.puna.quant.Q5_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q5_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q5_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q5_KFormat.D_OFFSET;
import static dev.puna.quant.Q5_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q5_KFormat.QH_OFFSET;
import static dev.puna.quant.Q5_KFormat.QL_OFFSET;
import static dev.puna.quant.Q5_KFormat.SCALES_OFFSET;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.quant.SixBitScales;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q5_K: {@code scale * q - minimum}, groups of 32. */
final class Q5_KRows extends WeightRows {
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

  /** As many ones as vectors in a group: see {@link WeightRows}. */
  private static final int STEPS = (1 << GROUP_LENGTH / LANES) - 1;

  Q5_KRows() {
    super(GROUP_LENGTH, 2, 32);
  }

  @Override
  void dot(
      MemorySegment weights,
      long a,
      long b,
      long c,
      long d,
      int columns,
      float[] x,
      int xOffset,
      int groups,
      Workspace work) {
    float[] scales = work.scales;
    FloatVector sumA = FloatVector.zero(F32);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      int g = i / GROUP_LENGTH;
      long p = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      scales(weights, a + p, scales, 0, work.offsets, g);
      scales(weights, b + p, scales, 8, work.offsets, groups + g);
      scales(weights, c + p, scales, 16, work.offsets, 2 * groups + g);
      scales(weights, d + p, scales, 24, work.offsets, 3 * groups + g);
      int at = xOffset + i;
      for (int pair = 0; pair < 4; pair++) {
        FloatVector lowA = FloatVector.broadcast(F32, scales[2 * pair]);
        FloatVector highA = FloatVector.broadcast(F32, scales[1 + 2 * pair]);
        FloatVector lowB = FloatVector.broadcast(F32, scales[8 + 2 * pair]);
        FloatVector highB = FloatVector.broadcast(F32, scales[9 + 2 * pair]);
        FloatVector lowC = FloatVector.broadcast(F32, scales[16 + 2 * pair]);
        FloatVector highC = FloatVector.broadcast(F32, scales[17 + 2 * pair]);
        FloatVector lowD = FloatVector.broadcast(F32, scales[24 + 2 * pair]);
        FloatVector highD = FloatVector.broadcast(F32, scales[25 + 2 * pair]);
        long ph = p + QH_OFFSET;
        long pl = p + QL_OFFSET + 32L * pair;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          FloatVector y0 = FloatVector.fromArray(F32, x, at);
          FloatVector y1 = FloatVector.fromArray(F32, x, at + 32);
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, a + pl, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          IntVector h =
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, weights, a + ph, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0))
                  .lanewise(LSHR, 2 * pair);
          sumA =
              v.lanewise(LSHL, 18)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 22).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(lowA)
                  .fma(y0, sumA);
          sumA =
              v.lanewise(LSHL, 14)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 21).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highA)
                  .fma(y1, sumA);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, b + pl, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          h =
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, weights, b + ph, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0))
                  .lanewise(LSHR, 2 * pair);
          sumB =
              v.lanewise(LSHL, 18)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 22).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(lowB)
                  .fma(y0, sumB);
          sumB =
              v.lanewise(LSHL, 14)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 21).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highB)
                  .fma(y1, sumB);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, c + pl, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          h =
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, weights, c + ph, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0))
                  .lanewise(LSHR, 2 * pair);
          sumC =
              v.lanewise(LSHL, 18)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 22).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(lowC)
                  .fma(y0, sumC);
          sumC =
              v.lanewise(LSHL, 14)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 21).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highC)
                  .fma(y1, sumC);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, d + pl, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          h =
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, weights, d + ph, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0))
                  .lanewise(LSHR, 2 * pair);
          sumD =
              v.lanewise(LSHL, 18)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 22).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(lowD)
                  .fma(y0, sumD);
          sumD =
              v.lanewise(LSHL, 14)
                  .and(NIBBLE)
                  .or(h.lanewise(LSHL, 21).and(FIFTH))
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highD)
                  .fma(y1, sumD);
          ph += LANES;
          pl += LANES;
          at += LANES;
        }
        at += 32;
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
    float[] scales = work.scales;
    int to = at;
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long p = from + (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      scales(weights, p, scales, 0, offsets, offsetsAt + i / GROUP_LENGTH);
      for (int pair = 0; pair < 4; pair++) {
        for (int l = 0; l < 32; l += LANES) {
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(
                          BYTES, weights, p + QL_OFFSET + 32L * pair + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          IntVector h =
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, weights, p + QH_OFFSET + l, Bytes.ORDER)
                          .convertShape(ZERO_EXTEND_B2I, I32, 0))
                  .lanewise(LSHR, 2 * pair);
          v.lanewise(LSHL, 18)
              .and(NIBBLE)
              .or(h.lanewise(LSHL, 22).and(FIFTH))
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[2 * pair])
              .intoArray(target, to);
          v.lanewise(LSHL, 14)
              .and(NIBBLE)
              .or(h.lanewise(LSHL, 21).and(FIFTH))
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[2 * pair + 1])
              .intoArray(target, to + LANES);
          to += 2 * LANES;
        }
      }
    }
  }

  /** The scales and offsets of the groups of the block at byte {@code p}. */
  private static void scales(
      MemorySegment weights, long p, float[] scales, int at, float[] offsets, int offsetsAt) {
    GroupScales.write(
        SixBitScales.scales(weights, p + SCALES_OFFSET),
        Float.float16ToFloat(weights.get(Bytes.I16, p + D_OFFSET)),
        SixBitScales.minima(weights, p + SCALES_OFFSET),
        Float.float16ToFloat(weights.get(Bytes.I16, p + DMIN_OFFSET)),
        -BIAS,
        scales,
        at,
        offsets,
        offsetsAt);
  }
}
