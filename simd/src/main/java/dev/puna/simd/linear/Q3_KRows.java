package dev.puna.simd.linear;

import static dev.puna.quant.Q3_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q3_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q3_KFormat.D_OFFSET;
import static dev.puna.quant.Q3_KFormat.HMASK_OFFSET;
import static dev.puna.quant.Q3_KFormat.QS_OFFSET;
import static dev.puna.quant.Q3_KFormat.SCALES_OFFSET;
import static dev.puna.quant.Q3_KFormat.SCALE_ZERO;
import static dev.puna.quant.Q3_KFormat.ZERO;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q3_K: {@code scale * (q - 4)}, groups of 16. */
final class Q3_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private static final ActivationOrder ORDER = Crumbs.order(-ZERO);

  /** Where a vector has both halves: the 32 bytes of third bits twice. */
  private static final VectorShuffle<Integer> TWICE = VectorShuffle.fromOp(I32, i -> i % 8 % LANES);

  /** And how far those of the first and the second half are to move. */
  private static final IntVector HALVES = Bytes.halves(0, 4);

  /** Where a vector begins that ends with the scales. */
  private static final long LAST_SCALES = D_OFFSET - Lanes.BYTES;

  /** Which of its ints has the lower bits of a scale, of eight in turn, and from which bit on. */
  private static final VectorShuffle<Integer> LOW_INTS =
      VectorShuffle.fromOp(I32, i -> (LANES + i % 8 / 4 - 3) % LANES);

  private static final IntVector LOW_SHIFTS = Bytes.vector(i -> i % 4 * 8 + i / 8 * 4);

  /** The same of the upper bits; four scales of as many bytes take turns. */
  private static final VectorShuffle<Integer> UPPER_INTS =
      VectorShuffle.fromOp(I32, i -> LANES - 1);

  private static final IntVector UPPER_SHIFTS = Bytes.vector(i -> i % 4 * 8 + i / 4 * 2);

  Q3_KRows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    IntVector upperBits = IntVector.broadcast(I32, 0x30);
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      int i = 0;
      int vectors = Bytes.SIXTEEN;
      do {
        IntVector v =
            LANES == 4
                ? IntVector.broadcast(I32, ALL.get(Bytes.I32, p + SCALES_OFFSET + i % 8))
                : IntVector.fromMemorySegment(I32, ALL, p + LAST_SCALES, Bytes.ORDER);
        IntVector u =
            LANES == 4 ? IntVector.broadcast(I32, ALL.get(Bytes.I32, p + SCALES_OFFSET + 8)) : v;
        v = LANES == 4 ? v : v.rearrange(LOW_INTS);
        u = LANES == 4 ? u : u.rearrange(UPPER_INTS);
        v = v.lanewise(LSHR, LOW_SHIFTS).lanewise(LSHR, i / 8 * 4).and(lowNibble);
        u =
            u.lanewise(LSHR, UPPER_SHIFTS)
                .lanewise(LSHR, i / 4 * 2)
                .lanewise(LSHL, 4)
                .and(upperBits);
        FloatVector s = ((FloatVector) v.or(u).sub(SCALE_ZERO).convertShape(I2F, F32, 0)).mul(d);
        s.intoMemorySegment(ALL, scales + offset, Lanes.ORDER);
        s.intoMemorySegment(ALL, terms + offset, Lanes.ORDER);
        i += LANES;
        offset += Lanes.BYTES;
        vectors >>= 1;
      } while (LANES < 16 && vectors != 0);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    IntVector lowByte = IntVector.broadcast(I32, 0xff);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    IntVector lowBits = IntVector.broadcast(I32, 0x03030303);
    IntVector thirdBits = IntVector.broadcast(I32, 0x04040404);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    long t = scales;
    while (p != end) {
      long q = (p & Memory.RANGE) + QS_OFFSET;
      int j = 0;
      do {
        int l = 0;
        do {
          FloatVector s = FloatVector.fromMemorySegment(F32, ALL, t + 4L * j, Lanes.ORDER);
          long g = t + 4L * (j + l / 16);
          IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
          IntVector h = IntVector.fromMemorySegment(I32, ALL, p + HMASK_OFFSET + l, Bytes.ORDER);
          h = LANES == 16 ? h.rearrange(TWICE).lanewise(LSHR, HALVES) : h.lanewise(LSHR, j / 2);
          for (int pairs = 0b11; pairs != 0; pairs >>= 1) {
            FloatVector low =
                LANES == 4
                    ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g))
                    : s.rearrange(Crumbs.SCALES);
            s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
            FloatVector high =
                LANES == 4
                    ? FloatVector.broadcast(F32, ALL.get(Bytes.F32, g + 8))
                    : s.rearrange(Crumbs.SCALES);
            s = LANES == 4 ? s : s.rearrange(Crumbs.NEXT);
            FloatVector lowZero = low.mul(minus);
            FloatVector highZero = high.mul(minus);
            IntVector lo = v.and(lowBits).or(h.lanewise(LSHL, 2).and(thirdBits));
            IntVector hi = v.lanewise(LSHR, 2).and(lowBits).or(h.lanewise(LSHL, 1).and(thirdBits));
            for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
              long z = o & Memory.RANGE;
              lo.and(lowByte)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z, Lanes.ORDER);
              hi.and(lowByte)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
              lo = lo.lanewise(LSHR, 8);
              hi = hi.lanewise(LSHR, 8);
              o += 2 * Quad.STEP;
            }
            v = v.lanewise(LSHR, 4);
            h = h.lanewise(LSHR, 2);
            g += 16;
          }
          q += 4L * LANES;
          l += 4 * LANES;
        } while (LANES == 4 && l < 32);
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 64;
    }
  }
}
