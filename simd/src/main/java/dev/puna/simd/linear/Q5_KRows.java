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
import java.util.Arrays;
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
  void dot(MemorySegment weights, int columns, float[] x, int xOffset, int groups, Workspace work) {
    float[] scales = work.scales;
    float[] sums = work.sums;
    Arrays.fill(sums, 0, 4 * LANES, 0);
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      int g = i / GROUP_LENGTH;
      long p = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      for (int row = 0; row < 4; row++) {
        long from = work.starts[row] + p;
        scales(weights, from, scales, 8 * row, work.offsets, row * groups + g);
      }
      for (int row = 0; row < 4; row += 2) {
        long a = work.starts[row] + p;
        long b = work.starts[row + 1] + p;
        FloatVector sumA = FloatVector.fromArray(F32, sums, row * LANES);
        FloatVector sumB = FloatVector.fromArray(F32, sums, (row + 1) * LANES);
        int at = xOffset + i;
        for (int pair = 0; pair < 4; pair++) {
          int s = 8 * row + 2 * pair;
          FloatVector lowA = FloatVector.broadcast(F32, scales[s]);
          FloatVector highA = FloatVector.broadcast(F32, scales[s + 1]);
          FloatVector lowB = FloatVector.broadcast(F32, scales[s + 8]);
          FloatVector highB = FloatVector.broadcast(F32, scales[s + 9]);
          long ph = QH_OFFSET;
          long pl = QL_OFFSET + 32L * pair;
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
                    .or(h.lanewise(LSHL, 22).and(FIFTH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(lowA)
                    .fma(y0, sumA);
            sumA =
                v.lanewise(LSHL, 14)
                    .and(NIBBLE)
                    .or(h.lanewise(LSHL, 21).and(FIFTH).or(BASE))
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
                    .or(h.lanewise(LSHL, 22).and(FIFTH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(lowB)
                    .fma(y0, sumB);
            sumB =
                v.lanewise(LSHL, 14)
                    .and(NIBBLE)
                    .or(h.lanewise(LSHL, 21).and(FIFTH).or(BASE))
                    .reinterpretAsFloats()
                    .mul(highB)
                    .fma(y1, sumB);
            ph += LANES;
            pl += LANES;
            at += LANES;
          }
          at += 32;
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
      for (int pair = 0; pair < 4; pair++) {
        int l = 0;
        for (int steps = STEPS; steps != 0; steps >>= 1) {
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
              .or(h.lanewise(LSHL, 22).and(FIFTH).or(BASE))
              .reinterpretAsFloats()
              .mul(scales[2 * pair])
              .intoArray(target, to);
          v.lanewise(LSHL, 14)
              .and(NIBBLE)
              .or(h.lanewise(LSHL, 21).and(FIFTH).or(BASE))
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
