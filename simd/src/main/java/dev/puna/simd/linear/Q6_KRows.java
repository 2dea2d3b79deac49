package dev.puna.simd.linear;

import static dev.puna.quant.Q6_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q6_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q6_KFormat.D_OFFSET;
import static dev.puna.quant.Q6_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q6_KFormat.QH_OFFSET;
import static dev.puna.quant.Q6_KFormat.QL_OFFSET;
import static dev.puna.quant.Q6_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q6_KFormat.ZERO;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q6_K: {@code scale * (q - 32)}, groups of 16. */
final class Q6_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private static final ActivationOrder ORDER = order();

  /** Scales of low and of high nibbles among those of a half. */
  private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(F32, i -> i / 4 % LANES);

  private static final VectorShuffle<Float> HIGH =
      VectorShuffle.fromOp(F32, i -> (4 + i / 4) % LANES);

  /** Brings the next scales to the front. */
  private static final VectorShuffle<Float> NEXT =
      VectorShuffle.fromOp(F32, i -> (i + (LANES == 16 ? 8 : 2)) % LANES);

  /** Where a vector has both parts of a half: the half's 32 bytes of high bits, loaded last. */
  private static final VectorShuffle<Integer> TWICE =
      VectorShuffle.fromOp(I32, i -> (8 + i % 8) % LANES);

  /** And how far those of the first and the second part are to move. */
  private static final IntVector PARTS = Bytes.halves(0, 2);

  Q6_KRows() {
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
      int stride,
      float[] sums) {
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long block = (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      for (int row = 0; row < 4; row++) {
        long p = starts[row] + block;
        int t = row * stride + i / 16;
        writeTerms(weights, p, terms, t);
        FloatVector sum = FloatVector.fromArray(F32, sums, row * LANES);
        int at = xAt + i;
        long ql = p + QL_OFFSET;
        long qh = p + QH_OFFSET;
        int j = 0;
        do {
          FloatVector s = FloatVector.fromArray(F32, terms, t + j);
          int part = 0;
          for (int steps = 0b11; steps != 0; steps >>= 1) {
            int l = 0;
            do {
              FloatVector low =
                  LANES == 4
                      ? FloatVector.broadcast(F32, terms[t + j + part + l / 16])
                      : s.rearrange(LOW);
              FloatVector high =
                  LANES == 4
                      ? FloatVector.broadcast(F32, terms[t + j + part + l / 16 + 4])
                      : s.rearrange(HIGH);
              IntVector v = IntVector.fromMemorySegment(I32, weights, ql, Bytes.ORDER);
              IntVector h =
                  IntVector.fromMemorySegment(
                      I32, weights, LANES == 16 ? qh - 32 + 16L * part : qh + l, Bytes.ORDER);
              h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PARTS) : h.lanewise(LSHR, part);
              for (int half = 0b11; half != 0; half >>= 1) {
                IntVector h0 = h.lanewise(LSHL, 4);
                FloatVector w = (FloatVector) v.and(0xf).or(h0.and(0x30)).convertShape(I2F, F32, 0);
                sum = w.mul(low).fma(FloatVector.fromArray(F32, x, at), sum);
                w = (FloatVector) v.and(0xf0).or(h0.and(0x300)).convertShape(I2F, F32, 0);
                sum = w.mul(high).fma(FloatVector.fromArray(F32, x, at + LANES), sum);
                w = (FloatVector) v.and(0xf00).or(h0.and(0x3000)).convertShape(I2F, F32, 0);
                sum = w.mul(low).fma(FloatVector.fromArray(F32, x, at + 2 * LANES), sum);
                w = (FloatVector) v.and(0xf000).or(h0.and(0x30000)).convertShape(I2F, F32, 0);
                sum = w.mul(high).fma(FloatVector.fromArray(F32, x, at + 3 * LANES), sum);
                v = v.lanewise(LSHR, 16);
                h = h.lanewise(LSHR, 16);
                at += 4 * LANES;
              }
              ql += 4L * LANES;
              l += 4 * LANES;
            } while (LANES == 4 && l < 32);
            s = LANES == 4 ? s : s.rearrange(NEXT);
            part += 2;
          }
          qh += 32;
          j += 8;
        } while (LANES < 16 && j < 16);
        sum.intoArray(sums, row * LANES);
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
    for (int i = 0; i < columns; i += BLOCK_LENGTH) {
      long p = from + (long) (i / BLOCK_LENGTH) * BLOCK_BYTES;
      int t = termsAt + i / 16;
      writeTerms(weights, p, terms, t);
      long ql = p + QL_OFFSET;
      long qh = p + QH_OFFSET;
      int j = 0;
      do {
        FloatVector s = FloatVector.fromArray(F32, terms, t + j);
        int part = 0;
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          int l = 0;
          do {
            FloatVector low =
                LANES == 4
                    ? FloatVector.broadcast(F32, terms[t + j + part + l / 16])
                    : s.rearrange(LOW);
            FloatVector high =
                LANES == 4
                    ? FloatVector.broadcast(F32, terms[t + j + part + l / 16 + 4])
                    : s.rearrange(HIGH);
            IntVector v = IntVector.fromMemorySegment(I32, weights, ql, Bytes.ORDER);
            IntVector h =
                IntVector.fromMemorySegment(
                    I32, weights, LANES == 16 ? qh - 32 + 16L * part : qh + l, Bytes.ORDER);
            h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PARTS) : h.lanewise(LSHR, part);
            for (int half = 0b11; half != 0; half >>= 1) {
              IntVector h0 = h.lanewise(LSHL, 4);
              FloatVector w = (FloatVector) v.and(0xf).or(h0.and(0x30)).convertShape(I2F, F32, 0);
              w.mul(low).intoArray(target, at);
              w = (FloatVector) v.and(0xf0).or(h0.and(0x300)).convertShape(I2F, F32, 0);
              w.mul(high).intoArray(target, at + LANES);
              w = (FloatVector) v.and(0xf00).or(h0.and(0x3000)).convertShape(I2F, F32, 0);
              w.mul(low).intoArray(target, at + 2 * LANES);
              w = (FloatVector) v.and(0xf000).or(h0.and(0x30000)).convertShape(I2F, F32, 0);
              w.mul(high).intoArray(target, at + 3 * LANES);
              v = v.lanewise(LSHR, 16);
              h = h.lanewise(LSHR, 16);
              at += 4 * LANES;
            }
            ql += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = LANES == 4 ? s : s.rearrange(NEXT);
          part += 2;
        }
        qh += 32;
        j += 8;
      } while (LANES < 16 && j < 16);
    }
  }

  private static void writeTerms(MemorySegment weights, long p, float[] terms, int at) {
    float d = Float.float16ToFloat(weights.get(Bytes.I16, p + D_OFFSET));
    int a = weights.get(Bytes.I32, p + SCALES_OFFSET);
    int b = weights.get(Bytes.I32, p + SCALES_OFFSET + 4);
    int c = weights.get(Bytes.I32, p + SCALES_OFFSET + 8);
    Terms.write(a, b, c, weights.get(Bytes.I32, p + SCALES_OFFSET + 12), d, d, terms, at);
  }

  private static ActivationOrder order() {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int nibble = i / LANES % 8;
      int at = i / (8 * LANES) * 4 * LANES + i % LANES * 4 + nibble / 2;
      columns[i] = at / 64 * 128 + nibble % 2 * 64 + at % 64;
      factors[i] = Math.scalb(1f, -4 * (nibble % 4));
    }
    int[] groups = new int[16];
    float[] groupFactors = new float[16];
    Arrays.setAll(groups, g -> g);
    Arrays.fill(groupFactors, -ZERO);
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, GROUP_LENGTH, groups, groupFactors);
  }
}
