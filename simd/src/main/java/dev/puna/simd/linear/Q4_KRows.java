package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q4_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q4_KFormat.D_OFFSET;
import static dev.puna.quant.Q4_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q4_KFormat.QS_OFFSET;
import static dev.puna.quant.Q4_KFormat.SCALES_OFFSET;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.quant.SixBitScales;
import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q4_K: {@code scale * q - minimum}, groups of 32. */
final class Q4_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** The bits of 16.0f: a quant q in the top bits of its mantissa makes it 16 + q. */
  private static final int BASE = 0x41800000;

  private static final int BIAS = 16;

  /** Where a nibble belongs. */
  private static final int NIBBLE = 0x780000;

  /** As many ones as vectors in a group: see {@link WeightRows}. */
  private static final int STEPS = (1 << GROUP_LENGTH / LANES) - 1;

  Q4_KRows() {
    super(GROUP_LENGTH, 2, 32);
  }

  @Override
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    float[] scales = work.scales;
    long a = work.starts[0];
    long b = work.starts[1];
    long c = work.starts[2];
    long d = work.starts[3];
    FloatVector sumA = FloatVector.zero(F32);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      int g = i / GROUP_LENGTH;
      long p = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      for (int row = 0; row < 4; row++) {
        long from = work.starts[row] + p;
        scales(weights, from, scales, 8 * row, work.offsets, row * groups + g);
      }
      p += QS_OFFSET;
      int at = xOffset + i;
      for (int pair = 0; pair < 4; pair++) {
        int s = 2 * pair;
        FloatVector lowA = FloatVector.broadcast(F32, scales[s]);
        FloatVector highA = FloatVector.broadcast(F32, scales[s + 1]);
        FloatVector lowB = FloatVector.broadcast(F32, scales[s + 8]);
        FloatVector highB = FloatVector.broadcast(F32, scales[s + 9]);
        FloatVector lowC = FloatVector.broadcast(F32, scales[s + 16]);
        FloatVector highC = FloatVector.broadcast(F32, scales[s + 17]);
        FloatVector lowD = FloatVector.broadcast(F32, scales[s + 24]);
        FloatVector highD = FloatVector.broadcast(F32, scales[s + 25]);
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          FloatVector y0 = FloatVector.fromArray(F32, x, at);
          FloatVector y1 = FloatVector.fromArray(F32, x, at + 32);
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, a + p, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          sumA =
              v.lanewise(LSHL, 19)
                  .and(NIBBLE)
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(lowA)
                  .fma(y0, sumA);
          sumA =
              v.lanewise(LSHL, 15)
                  .and(NIBBLE)
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highA)
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
                  .mul(lowB)
                  .fma(y0, sumB);
          sumB =
              v.lanewise(LSHL, 15)
                  .and(NIBBLE)
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highB)
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
                  .mul(lowC)
                  .fma(y0, sumC);
          sumC =
              v.lanewise(LSHL, 15)
                  .and(NIBBLE)
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highC)
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
                  .mul(lowD)
                  .fma(y0, sumD);
          sumD =
              v.lanewise(LSHL, 15)
                  .and(NIBBLE)
                  .or(BASE)
                  .reinterpretAsFloats()
                  .mul(highD)
                  .fma(y1, sumD);
          p += LANES;
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
        int l = 0;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(
                          BYTES, weights, p + QS_OFFSET + 32L * pair + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          v.lanewise(LSHL, 19)
              .and(NIBBLE)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[2 * pair])
              .intoArray(target, to);
          v.lanewise(LSHL, 15)
              .and(NIBBLE)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[2 * pair + 1])
              .intoArray(target, to + LANES);
          to += 2 * LANES;
          l += LANES;
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
