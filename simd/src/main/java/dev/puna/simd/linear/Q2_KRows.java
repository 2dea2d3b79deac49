package dev.puna.simd.linear;

import static dev.puna.quant.Q2_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q2_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q2_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q2_KFormat.D_OFFSET;
import static dev.puna.quant.Q2_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q2_KFormat.QS_OFFSET;
import static dev.puna.quant.Q2_KFormat.SCALES_OFFSET;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q2_K: {@code scale * q - minimum}, groups of 16. */
final class Q2_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** The bits of 4.0f: a quant q in the top bits of its mantissa makes it 4 + q. */
  private static final int BASE = 0x40800000;

  private static final int BIAS = 4;

  /** Where a quant belongs. */
  private static final int QUANT = 0x600000;

  private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;

  /** As many ones as vectors in a group: see {@link WeightRows}. */
  private static final int STEPS = (1 << GROUP_LENGTH / LANES) - 1;

  Q2_KRows() {
    super(GROUP_LENGTH, 4, 32);
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
        scales(weights, from, scales, 16 * row, work.offsets, row * groups + g);
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        int half = quarter / 2;
        int part = quarter % 2;
        int s = 8 * half + part;
        int at = xOffset + i + 128 * half + 16 * part;
        FloatVector sA0 = FloatVector.broadcast(F32, scales[s]);
        FloatVector sA1 = FloatVector.broadcast(F32, scales[s + 2]);
        FloatVector sA2 = FloatVector.broadcast(F32, scales[s + 4]);
        FloatVector sA3 = FloatVector.broadcast(F32, scales[s + 6]);
        FloatVector sB0 = FloatVector.broadcast(F32, scales[s + 16]);
        FloatVector sB1 = FloatVector.broadcast(F32, scales[s + 18]);
        FloatVector sB2 = FloatVector.broadcast(F32, scales[s + 20]);
        FloatVector sB3 = FloatVector.broadcast(F32, scales[s + 22]);
        FloatVector sC0 = FloatVector.broadcast(F32, scales[s + 32]);
        FloatVector sC1 = FloatVector.broadcast(F32, scales[s + 34]);
        FloatVector sC2 = FloatVector.broadcast(F32, scales[s + 36]);
        FloatVector sC3 = FloatVector.broadcast(F32, scales[s + 38]);
        FloatVector sD0 = FloatVector.broadcast(F32, scales[s + 48]);
        FloatVector sD1 = FloatVector.broadcast(F32, scales[s + 50]);
        FloatVector sD2 = FloatVector.broadcast(F32, scales[s + 52]);
        FloatVector sD3 = FloatVector.broadcast(F32, scales[s + 54]);
        long pq = p + QS_OFFSET + 32L * half + 16L * part;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          FloatVector y0 = FloatVector.fromArray(F32, x, at);
          FloatVector y1 = FloatVector.fromArray(F32, x, at + 32);
          FloatVector y2 = FloatVector.fromArray(F32, x, at + 64);
          FloatVector y3 = FloatVector.fromArray(F32, x, at + 96);
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, a + pq, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          sumA =
              v.lanewise(LSHL, 21).and(QUANT).or(BASE).reinterpretAsFloats().mul(sA0).fma(y0, sumA);
          sumA =
              v.lanewise(LSHL, 19).and(QUANT).or(BASE).reinterpretAsFloats().mul(sA1).fma(y1, sumA);
          sumA =
              v.lanewise(LSHL, 17).and(QUANT).or(BASE).reinterpretAsFloats().mul(sA2).fma(y2, sumA);
          sumA =
              v.lanewise(LSHL, 15).and(QUANT).or(BASE).reinterpretAsFloats().mul(sA3).fma(y3, sumA);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, b + pq, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          sumB =
              v.lanewise(LSHL, 21).and(QUANT).or(BASE).reinterpretAsFloats().mul(sB0).fma(y0, sumB);
          sumB =
              v.lanewise(LSHL, 19).and(QUANT).or(BASE).reinterpretAsFloats().mul(sB1).fma(y1, sumB);
          sumB =
              v.lanewise(LSHL, 17).and(QUANT).or(BASE).reinterpretAsFloats().mul(sB2).fma(y2, sumB);
          sumB =
              v.lanewise(LSHL, 15).and(QUANT).or(BASE).reinterpretAsFloats().mul(sB3).fma(y3, sumB);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, c + pq, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          sumC =
              v.lanewise(LSHL, 21).and(QUANT).or(BASE).reinterpretAsFloats().mul(sC0).fma(y0, sumC);
          sumC =
              v.lanewise(LSHL, 19).and(QUANT).or(BASE).reinterpretAsFloats().mul(sC1).fma(y1, sumC);
          sumC =
              v.lanewise(LSHL, 17).and(QUANT).or(BASE).reinterpretAsFloats().mul(sC2).fma(y2, sumC);
          sumC =
              v.lanewise(LSHL, 15).and(QUANT).or(BASE).reinterpretAsFloats().mul(sC3).fma(y3, sumC);
          v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, d + pq, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          sumD =
              v.lanewise(LSHL, 21).and(QUANT).or(BASE).reinterpretAsFloats().mul(sD0).fma(y0, sumD);
          sumD =
              v.lanewise(LSHL, 19).and(QUANT).or(BASE).reinterpretAsFloats().mul(sD1).fma(y1, sumD);
          sumD =
              v.lanewise(LSHL, 17).and(QUANT).or(BASE).reinterpretAsFloats().mul(sD2).fma(y2, sumD);
          sumD =
              v.lanewise(LSHL, 15).and(QUANT).or(BASE).reinterpretAsFloats().mul(sD3).fma(y3, sumD);
          pq += LANES;
          at += LANES;
        }
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
      for (int quarter = 0; quarter < 4; quarter++) {
        int half = quarter / 2;
        int part = quarter % 2;
        int s = 8 * half + part;
        long pq = p + QS_OFFSET + 32L * half + 16L * part;
        int l = 0;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, pq + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          v.lanewise(LSHL, 21)
              .and(QUANT)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[s])
              .intoArray(target, to);
          v.lanewise(LSHL, 19)
              .and(QUANT)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[s + 2])
              .intoArray(target, to + LANES);
          v.lanewise(LSHL, 17)
              .and(QUANT)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[s + 4])
              .intoArray(target, to + 2 * LANES);
          v.lanewise(LSHL, 15)
              .and(QUANT)
              .or(BASE)
              .reinterpretAsFloats()
              .mul(scales[s + 6])
              .intoArray(target, to + 3 * LANES);
          to += 4 * LANES;
          l += LANES;
        }
      }
    }
  }

  /** The scales and offsets of the groups of the block at byte {@code p}. */
  private static void scales(
      MemorySegment weights, long p, float[] scales, int at, float[] offsets, int offsetsAt) {
    float d = Float.float16ToFloat(weights.get(Bytes.I16, p + D_OFFSET));
    float dmin = Float.float16ToFloat(weights.get(Bytes.I16, p + DMIN_OFFSET));
    for (int g = 0; g < 16; g += 8) {
      long both = weights.get(Bytes.I64, p + SCALES_OFFSET + g);
      GroupScales.write(
          both & NIBBLES,
          d,
          both >>> 4 & NIBBLES,
          dmin,
          -BIAS,
          scales,
          at + g,
          offsets,
          offsetsAt + g);
    }
  }
}
