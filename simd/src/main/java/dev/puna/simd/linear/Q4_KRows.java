package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_BYTES;
import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.quant.Q4_KFormat.GROUP_LENGTH;
import static dev.puna.quant.Q4_KFormat.QS_OFFSET;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q4_K: {@code scale * q - minimum}, groups of 32. A vector of scaled quants takes what
 * {@link Mantissa} takes.
 */
final class Q4_KRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  private static final ActivationOrder ORDER = order();

  /** The scale of the low nibbles of a vector, of one pair of groups or two. */
  private static final VectorShuffle<Float> LOW =
      VectorShuffle.fromOp(F32, i -> (LANES == 16 ? 8 : 0) + i / 8 * 2);

  private static final VectorShuffle<Float> HIGH =
      VectorShuffle.fromOp(F32, i -> (LANES == 16 ? 8 : 0) + i / 8 * 2 + 1);

  /** Brings the scales of the next pair, or the next two, to the front. */
  private static final VectorShuffle<Float> NEXT =
      VectorShuffle.fromOp(F32, i -> (i + (LANES == 16 ? 4 : 2)) % LANES);

  Q4_KRows() {
    super(ORDER);
  }

  @Override
  void heads(long from, int columns, long terms, long scales) {
    SixBitTerms.write(from, columns, BLOCK_BYTES, terms, scales);
  }

  @Override
  void headsOfFour(long from, long apart, int columns, long terms, long termsApart, long scales) {
    SixBitTerms.writeFour(from, apart, columns, BLOCK_BYTES, terms, termsApart, scales);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    IntVector highNibble = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long o = to;
    long t = scales;
    while (p != end) {
      long q = (p & RANGE) + QS_OFFSET;
      int j = 0;
      do {
        FloatVector s =
            FloatVector.fromMemorySegment(F32, ALL, LANES == 16 ? t : t + 32 + 2L * j, Lanes.ORDER);
        for (int steps = 0b11; steps != 0; steps >>= 1) {
          FloatVector low = s.rearrange(LOW);
          FloatVector high = s.rearrange(HIGH);
          FloatVector lowZero = low.mul(minus);
          FloatVector highZero = high.mul(minus);
          int l = 0;
          do {
            IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
            for (int halves = 0b11; halves != 0; halves >>= 1) {
              long z = o & RANGE;
              v.and(lowNibble)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z, Lanes.ORDER);
              v.and(highNibble)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
              IntVector u = v.lanewise(LSHR, 8);
              u.and(lowNibble)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(low, lowZero)
                  .intoMemorySegment(ALL, z + 2 * Quad.STEP, Lanes.ORDER);
              u.and(highNibble)
                  .or(magic)
                  .reinterpretAsFloats()
                  .fma(high, highZero)
                  .intoMemorySegment(ALL, z + 3 * Quad.STEP, Lanes.ORDER);
              v = v.lanewise(LSHR, 16);
              o += 4 * Quad.STEP;
            }
            q += 4L * LANES;
            l += 4 * LANES;
          } while (LANES == 4 && l < 32);
          s = s.rearrange(NEXT);
        }
        j += 8;
      } while (LANES < 16 && j < 16);
      p += BLOCK_BYTES;
      t += 64;
    }
  }

  @Override
  int fusedRows() {
    return 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    if (LANES == 16) {
      wideDot(from, apart, columns, x, scales, strands);
    } else {
      narrowDot(from, apart, columns, x, scales, strands);
    }
  }

  /** Where a vector has two pairs of groups. */
  private static void wideDot(
      long from, long apart, int columns, long x, long scales, long strands) {
    long s = strands & RANGE;
    FloatVector sum0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector sum1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    IntVector highNibble = IntVector.broadcast(I32, 0xf0);
    IntVector magic = IntVector.broadcast(I32, Mantissa.BITS);
    FloatVector minus = FloatVector.broadcast(F32, Mantissa.MINUS);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    long t = scales;
    while (p != end) {
      long q = (p & RANGE) + QS_OFFSET;
      FloatVector s0 = FloatVector.fromMemorySegment(F32, ALL, t, Lanes.ORDER);
      FloatVector s1 = FloatVector.fromMemorySegment(F32, ALL, t + Terms.ROW_BYTES, Lanes.ORDER);
      for (int steps = 0b11; steps != 0; steps >>= 1) {
        FloatVector low0 = s0.rearrange(LOW);
        FloatVector high0 = s0.rearrange(HIGH);
        FloatVector low1 = s1.rearrange(LOW);
        FloatVector high1 = s1.rearrange(HIGH);
        FloatVector lowZero0 = low0.mul(minus);
        FloatVector highZero0 = high0.mul(minus);
        FloatVector lowZero1 = low1.mul(minus);
        FloatVector highZero1 = high1.mul(minus);
        IntVector v0 = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
        IntVector v1 = IntVector.fromMemorySegment(I32, ALL, q + apart & RANGE, Bytes.ORDER);
        for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
          long y = at & RANGE;
          FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
          FloatVector w = v0.and(lowNibble).or(magic).reinterpretAsFloats();
          sum0 = w.fma(low0, lowZero0).fma(x0, sum0);
          w = v1.and(lowNibble).or(magic).reinterpretAsFloats();
          sum1 = w.fma(low1, lowZero1).fma(x0, sum1);
          FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
          w = v0.and(highNibble).or(magic).reinterpretAsFloats();
          sum0 = w.fma(high0, highZero0).fma(x1, sum0);
          w = v1.and(highNibble).or(magic).reinterpretAsFloats();
          sum1 = w.fma(high1, highZero1).fma(x1, sum1);
          v0 = v0.lanewise(LSHR, 8);
          v1 = v1.lanewise(LSHR, 8);
          at += 2 * Lanes.BYTES;
        }
        q += 4L * LANES;
        s0 = s0.rearrange(NEXT);
        s1 = s1.rearrange(NEXT);
      }
      p += BLOCK_BYTES;
      t += 64;
    }
    sum0.intoMemorySegment(ALL, s, Lanes.ORDER);
    sum1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
  }

  /**
   * Where a pair of groups is a vector or two. There are fewer registers, so quants are converted,
   * which takes no constants; the numbers are the same.
   */
  private static void narrowDot(
      long from, long apart, int columns, long x, long scales, long strands) {
    long s = strands & RANGE;
    FloatVector sum0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector sum1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    IntVector lowNibble = IntVector.broadcast(I32, 0xf);
    IntVector highNibble = IntVector.broadcast(I32, 0xf0);
    long p = from;
    long end = p + (long) (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    long at = x;
    long t = scales + 32;
    while (p != end) {
      long q = p + QS_OFFSET;
      for (int pairs = 0b1111; pairs != 0; pairs >>= 1) {
        long t0 = t & RANGE;
        long t1 = t + Terms.ROW_BYTES & RANGE;
        FloatVector low0 = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t0));
        FloatVector high0 = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t0 + 4));
        FloatVector low1 = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t1));
        FloatVector high1 = FloatVector.broadcast(F32, ALL.get(Bytes.F32, t1 + 4));
        for (int vectors = LANES == 8 ? 0b1 : 0b11; vectors != 0; vectors >>= 1) {
          IntVector v0 = IntVector.fromMemorySegment(I32, ALL, q & RANGE, Bytes.ORDER);
          IntVector v1 = IntVector.fromMemorySegment(I32, ALL, q + apart & RANGE, Bytes.ORDER);
          for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
            long y = at & RANGE;
            FloatVector x0 = FloatVector.fromMemorySegment(F32, ALL, y, Lanes.ORDER);
            FloatVector w = (FloatVector) v0.and(lowNibble).convertShape(I2F, F32, 0);
            sum0 = w.mul(low0).fma(x0, sum0);
            w = (FloatVector) v1.and(lowNibble).convertShape(I2F, F32, 0);
            sum1 = w.mul(low1).fma(x0, sum1);
            FloatVector x1 = FloatVector.fromMemorySegment(F32, ALL, y + Lanes.BYTES, Lanes.ORDER);
            w = (FloatVector) v0.and(highNibble).convertShape(I2F, F32, 0);
            sum0 = w.mul(high0).fma(x1, sum0);
            w = (FloatVector) v1.and(highNibble).convertShape(I2F, F32, 0);
            sum1 = w.mul(high1).fma(x1, sum1);
            v0 = v0.lanewise(LSHR, 8);
            v1 = v1.lanewise(LSHR, 8);
            at += 2 * Lanes.BYTES;
          }
          q += Lanes.BYTES;
        }
        t += 8;
      }
      p += BLOCK_BYTES;
      t += 32;
    }
    sum0.intoMemorySegment(ALL, s, Lanes.ORDER);
    sum1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
  }

  /** The low and the high nibbles of a byte come in turn. */
  private static ActivationOrder order() {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int k = i / LANES % 8;
      int b = k / 2;
      int high = k % 2;
      int at = i / (8 * LANES) * 4 * LANES + i % LANES * 4 + b;
      columns[i] = at / 32 * 64 + high * 32 + at % 32;
      factors[i] = Math.scalb(1f, -4 * high);
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, GROUP_LENGTH, -1);
  }
}
