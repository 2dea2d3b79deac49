package dev.puna.simd.linear;

import static dev.puna.quant.Q6_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q6_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q6_KFormat.D_OFFSET;
import static dev.puna.quant.Q6_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q6_KFormat.QH_OFFSET;
import static dev.puna.quant.Q6_KFormat.QL_OFFSET;
import static dev.puna.quant.Q6_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q6_KFormat.ZERO;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q6_K: {@code scale * (q - 32)}, groups of 16. */
final class Q6_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Byte> BYTES = Bytes.SPECIES;

  /** The bits of 64.0f: a quant q in the top bits of its mantissa makes it 64 + q. */
  private static final int BASE = 0x42800000;

  private static final int BIAS = 64;

  /** Where the low four bits of a quant belong. */
  private static final int LOW = 0x1e0000;

  /** Where the high two bits belong. */
  private static final int HIGH = 0x600000;

  /** As many ones as vectors in a group: see {@link WeightRows}. */
  private static final int STEPS = (1 << GROUP_LENGTH / LANES) - 1;

  Q6_KRows() {
    super(GROUP_LENGTH, 4, 32);
  }

  @Override
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    float[] scales = work.scales;
    float[] sums = work.sums;
    Arrays.fill(sums, 0, 4 * LANES, 0);
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      int g = i / GROUP_LENGTH;
      long p = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      for (int row = 0; row < 4; row++) {
        long from = work.starts[row] + p;
        scales(weights, from, scales, 16 * row, work.offsets, row * groups + g);
      }
      for (int row = 0; row < 4; row += 2) {
        long a = work.starts[row] + p;
        long b = work.starts[row + 1] + p;
        FloatVector sumA = FloatVector.fromArray(F32, sums, row * LANES);
        FloatVector sumB = FloatVector.fromArray(F32, sums, (row + 1) * LANES);
        for (int quarter = 0; quarter < 4; quarter++) {
          int half = quarter / 2;
          int part = quarter % 2;
          int s = 16 * row + 8 * half + part;
          int at = xOffset + i + 128 * half + 16 * part;
          FloatVector sA0 = FloatVector.broadcast(F32, scales[s]);
          FloatVector sA1 = FloatVector.broadcast(F32, scales[s + 2]);
          FloatVector sA2 = FloatVector.broadcast(F32, scales[s + 4]);
          FloatVector sA3 = FloatVector.broadcast(F32, scales[s + 6]);
          FloatVector sB0 = FloatVector.broadcast(F32, scales[s + 16]);
          FloatVector sB1 = FloatVector.broadcast(F32, scales[s + 18]);
          FloatVector sB2 = FloatVector.broadcast(F32, scales[s + 20]);
          FloatVector sB3 = FloatVector.broadcast(F32, scales[s + 22]);
          long pl = QL_OFFSET + 64L * half + 16L * part;
          long ph = QH_OFFSET + 32L * half + 16L * part;
          for (int steps = STEPS; steps != 0; steps >>= 1) {
            FloatVector y0 = FloatVector.fromArray(F32, x, at);
            FloatVector y1 = FloatVector.fromArray(F32, x, at + 32);
            FloatVector y2 = FloatVector.fromArray(F32, x, at + 64);
            FloatVector y3 = FloatVector.fromArray(F32, x, at + 96);
            IntVector v =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, a + pl, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            IntVector w =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, a + pl + 32, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            IntVector h =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, a + ph, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            sumA =
                v.lanewise(LSHL, 17)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 21).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sA0)
                    .fma(y0, sumA);
            sumA =
                w.lanewise(LSHL, 17)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 19).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sA1)
                    .fma(y1, sumA);
            sumA =
                v.lanewise(LSHL, 13)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 17).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sA2)
                    .fma(y2, sumA);
            sumA =
                w.lanewise(LSHL, 13)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 15).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sA3)
                    .fma(y3, sumA);
            v =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, b + pl, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            w =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, b + pl + 32, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            h =
                (IntVector)
                    ByteVector.fromMemorySegment(BYTES, weights, b + ph, Bytes.ORDER)
                        .convertShape(ZERO_EXTEND_B2I, I32, 0);
            sumB =
                v.lanewise(LSHL, 17)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 21).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sB0)
                    .fma(y0, sumB);
            sumB =
                w.lanewise(LSHL, 17)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 19).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sB1)
                    .fma(y1, sumB);
            sumB =
                v.lanewise(LSHL, 13)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 17).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sB2)
                    .fma(y2, sumB);
            sumB =
                w.lanewise(LSHL, 13)
                    .and(LOW)
                    .or(h.lanewise(LSHL, 15).and(HIGH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(sB3)
                    .fma(y3, sumB);
            pl += LANES;
            ph += LANES;
            at += LANES;
          }
        }
        sumA.intoArray(sums, row * LANES);
        sumB.intoArray(sums, (row + 1) * LANES);
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
        long pl = p + QL_OFFSET + 64L * half + 16L * part;
        long ph = p + QH_OFFSET + 32L * half + 16L * part;
        int l = 0;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
          IntVector v =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, pl + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          IntVector w =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, pl + 32 + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          IntVector h =
              (IntVector)
                  ByteVector.fromMemorySegment(BYTES, weights, ph + l, Bytes.ORDER)
                      .convertShape(ZERO_EXTEND_B2I, I32, 0);
          v.lanewise(LSHL, 17)
              .and(LOW)
              .or(h.lanewise(LSHL, 21).and(HIGH).or(BASE))
              .reinterpretAsFloats()
              .mul(scales[s])
              .intoArray(target, to);
          w.lanewise(LSHL, 17)
              .and(LOW)
              .or(h.lanewise(LSHL, 19).and(HIGH).or(BASE))
              .reinterpretAsFloats()
              .mul(scales[s + 2])
              .intoArray(target, to + LANES);
          v.lanewise(LSHL, 13)
              .and(LOW)
              .or(h.lanewise(LSHL, 17).and(HIGH).or(BASE))
              .reinterpretAsFloats()
              .mul(scales[s + 4])
              .intoArray(target, to + 2 * LANES);
          w.lanewise(LSHL, 13)
              .and(LOW)
              .or(h.lanewise(LSHL, 15).and(HIGH).or(BASE))
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
    for (int g = 0; g < 16; g += 8) {
      long s = weights.get(Bytes.I64, p + SCALES_OFFSET + g);
      GroupScales.write(s, d, 0, 0, -(BIAS + ZERO), scales, at + g, offsets, offsetsAt + g);
    }
  }
}
