package dev.puna.simd.linear;

import static dev.puna.quant.Q6_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q6_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q6_KFormat.D_OFFSET;
import static dev.puna.quant.Q6_KFormat.QH_OFFSET;
import static dev.puna.quant.Q6_KFormat.QL_OFFSET;
import static dev.puna.quant.Q6_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q6_KFormat.ZERO;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q6_K: {@code scale * (q - 32)}, groups of 16. The 32 is taken from each quant, which is
 * exact, and so needs no sums of activations. (Intel Xeon, two threads, with and without them: 4
 * tokens 42 and 47 GMAC/s, 16 tokens 79 and 86, 512 tokens 118 and 126.)
 */
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
  void heads(long from, int columns, long terms, long scales) {
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      int i = LANES;
      int vectors = Bytes.SIXTEEN;
      do {
        IntVector bytes =
            IntVector.fromMemorySegment(I32, ALL, p + SCALES_OFFSET + i - Lanes.BYTES, Bytes.ORDER)
                .rearrange(Bytes.LAST_INTS)
                .lanewise(LSHL, Bytes.TO_TOP)
                .lanewise(ASHR, 24);
        FloatVector s = ((FloatVector) bytes.convertShape(I2F, F32, 0)).mul(d);
        s.intoMemorySegment(ALL, scales + offset, Lanes.ORDER);
        i += LANES;
        offset += Lanes.BYTES;
        vectors >>= 1;
      } while (LANES < 16 && vectors != 0);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    IntVector byte0 = IntVector.broadcast(I32, 0xff);
    IntVector byte1 = IntVector.broadcast(I32, 0xff00);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector zero0 = FloatVector.broadcast(F32, Mantissa.of(ZERO));
    FloatVector zero1 = FloatVector.broadcast(F32, Mantissa.of(ZERO << 8));
    IntVector lowNibbles = IntVector.broadcast(I32, 0x0f0f0f0f);
    IntVector highBits = IntVector.broadcast(I32, 0x30303030);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    long t = scales;
    while (p != end) {
      long q = (p & Memory.RANGE) + QL_OFFSET;
      long qh = p + QH_OFFSET;
      int j = 0;
      do {
        FloatVector s = FloatVector.fromMemorySegment(F32, ALL, t + 4L * j, Lanes.ORDER);
        int part = 0;
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          int l = 0;
          do {
            long g = t + 4L * (j + part + l / 16);
            FloatVector scale =
                LANES == 4 ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g)) : s.rearrange(LOW);
            FloatVector high =
                LANES == 4
                    ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g + 16))
                    : s.rearrange(HIGH);
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            IntVector h =
                IntVector.fromMemorySegment(
                    I32, ALL, LANES == 16 ? qh - 32 + 16L * part : qh + l, Bytes.ORDER);
            h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, PARTS) : h.lanewise(LSHR, part);
            IntVector quants = v.and(lowNibbles).or(h.lanewise(LSHL, 4).and(highBits));
            IntVector hi = v.lanewise(LSHR, 4).and(lowNibbles).or(h.and(highBits));
            // The low nibbles with their scales, and then the high ones.
            for (int kinds = 0b11; kinds != 0; kinds >>= 1) {
              long z = o & Memory.RANGE;
              quants
                  .and(byte0)
                  .or(magic)
                  .reinterpretAsFloats()
                  .sub(zero0)
                  .mul(scale)
                  .intoMemorySegment(ALL, z, Lanes.ORDER);
              quants
                  .and(byte1)
                  .or(magic)
                  .reinterpretAsFloats()
                  .sub(zero1)
                  .mul(scale)
                  .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
              quants = quants.lanewise(LSHR, 16);
              quants
                  .and(byte0)
                  .or(magic)
                  .reinterpretAsFloats()
                  .sub(zero0)
                  .mul(scale)
                  .intoMemorySegment(ALL, z + 2 * Quad.STEP, Lanes.ORDER);
              quants
                  .and(byte1)
                  .or(magic)
                  .reinterpretAsFloats()
                  .sub(zero1)
                  .mul(scale)
                  .intoMemorySegment(ALL, z + 3 * Quad.STEP, Lanes.ORDER);
              o += 4 * Quad.STEP;
              quants = hi;
              scale = high;
            }
            q += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = LANES == 4 ? s : s.rearrange(NEXT);
          part += 2;
        }
        qh += 32;
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 64;
    }
  }

  private static ActivationOrder order() {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int b = i / LANES % 4;
      int high = i / LANES % 8 / 4;
      int at = i / (8 * LANES) * 4 * LANES + i % LANES * 4 + b;
      columns[i] = at / 64 * 128 + high * 64 + at % 64;
      factors[i] = Math.scalb(1f, -8 * (b % 2));
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, 0, 0);
  }
}
