package dev.puna.simd.linear;

import static dev.puna.quant.Q2_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q2_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q2_KFormat.DMIN_OFFSET;
import static dev.puna.quant.Q2_KFormat.D_OFFSET;
import static dev.puna.quant.Q2_KFormat.QS_OFFSET;
import static dev.puna.quant.Q2_KFormat.SCALES_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of Q2_K: {@code scale * q - minimum}, groups of 16. */
final class Q2_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final ActivationOrder ORDER = Crumbs.order(-1);

  Q2_KRows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    long p = from;
    long end = from + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long offset = 0;
    while (p != end) {
      float d = Float.float16ToFloat(ALL.get(Bytes.I16, p + D_OFFSET));
      float dmin = Float.float16ToFloat(ALL.get(Bytes.I16, p + DMIN_OFFSET));
      int i = 0;
      int vectors = Bytes.SIXTEEN;
      do {
        IntVector v =
            IntVector.fromMemorySegment(I32, ALL, p + SCALES_OFFSET + i, Bytes.ORDER)
                .rearrange(Bytes.FIRST_INTS)
                .lanewise(LSHR, Bytes.TO_BOTTOM);
        ((FloatVector) v.and(lowNibble).convertShape(I2F, F32, 0))
            .mul(d)
            .intoMemorySegment(ALL, scales + offset, Lanes.ORDER);
        ((FloatVector) v.lanewise(LSHR, 4).and(lowNibble).convertShape(I2F, F32, 0))
            .mul(dmin)
            .intoMemorySegment(ALL, terms + offset, Lanes.ORDER);
        i += LANES;
        offset += Lanes.BYTES;
        vectors >>= 1;
      } while (LANES < 16 && vectors != 0);
      p += BLOCK_BYTES;
    }
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    IntVector lowCrumb = IntVector.broadcast(I32, 0x3);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
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
            IntVector lo = v;
            IntVector hi = v.lanewise(LSHR, 2);
            for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
              long z = o & Memory.RANGE;
              lo.and(lowCrumb)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z, Lanes.ORDER);
              hi.and(lowCrumb)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
              lo = lo.lanewise(LSHR, 8);
              hi = hi.lanewise(LSHR, 8);
              o += 2 * Quad.STEP;
            }
            v = v.lanewise(LSHR, 4);
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
