package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.GROUP_LENGTH;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What Q4_K and Q5_K share: a block begins with two F16 scales and twelve bytes of eight scales and
 * eight minima of 6 bits (see {@link dev.puna.quant.SixBitScales}), and its nibbles lie alike.
 *
 * <p>A block's terms are its eight minima.
 */
final class SixBitTerms {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /**
   * Where all minima and scales of a block are made at once, of its first four ints: which int has
   * the lower bits of each, from which bit on, and how many; then the same of its upper two.
   */
  private static final VectorShuffle<Integer> LOW_INTS =
      VectorShuffle.fromOp(I32, i -> (i < 4 ? 2 : i < 8 ? 3 : i < 12 ? 1 : 3) % LANES);

  private static final IntVector LOW_SHIFTS =
      Bytes.vector(i -> i / 4 == 1 ? 4 + i % 4 * 8 : i % 4 * 8);
  private static final IntVector LOW_MASKS = Bytes.vector(i -> i % 8 < 4 ? 0x3f : 0xf);
  private static final VectorShuffle<Integer> HIGH_INTS =
      VectorShuffle.fromOp(I32, i -> (i < 8 ? 2 : 1) % LANES);
  private static final IntVector HIGH_SHIFTS = Bytes.vector(i -> i % 8 < 4 ? 0 : 2 + i % 4 * 8);
  private static final IntVector HIGH_MASKS = Bytes.vector(i -> i % 8 < 4 ? 0 : 0x30);

  /** The lanes of the upper four of eight. */
  private static final VectorMask<Integer> UPPER = VectorMask.fromLong(I32, 0xf0);

  /** Those that are minima. */
  private static final VectorMask<Float> MINIMA = VectorMask.fromLong(F32, 0xff);

  private SixBitTerms() {}

  /**
   * Writes the terms of blocks, and of each block its eight minima and eight scales to {@code
   * scales}.
   */
  static void write(long from, int columns, int blockBytes, long terms, long scales) {
    long p = from;
    long term = terms;
    long scale = scales;
    long end = terms + 4L * (columns / GROUP_LENGTH);
    while (term != end) {
      int halves = ALL.get(Bytes.I32, p & RANGE);
      float unit = Float.float16ToFloat((short) halves);
      float minimum = Float.float16ToFloat((short) (halves >> 16));
      if (LANES == 16) {
        IntVector head = IntVector.fromMemorySegment(I32, ALL, p & RANGE, Bytes.ORDER);
        IntVector low = head.rearrange(LOW_INTS).lanewise(LSHR, LOW_SHIFTS).and(LOW_MASKS);
        IntVector high = head.rearrange(HIGH_INTS).lanewise(LSHR, HIGH_SHIFTS).and(HIGH_MASKS);
        FloatVector units = FloatVector.broadcast(F32, unit).blend(minimum, MINIMA);
        FloatVector both = ((FloatVector) low.or(high).convertShape(I2F, F32, 0)).mul(units);
        both.intoMemorySegment(ALL, scale & RANGE, Lanes.ORDER);
        both.intoMemorySegment(ALL, term & RANGE, Lanes.ORDER);
      } else {
        writeInts(p, minimum, unit, scale);
        for (long j = 0; j < 32; j += Lanes.BYTES) {
          FloatVector.fromMemorySegment(F32, ALL, scale + j, Lanes.ORDER)
              .intoMemorySegment(ALL, term + j, Lanes.ORDER);
        }
      }
      p += blockBytes;
      term += 32;
      scale += 64;
    }
  }

  /** Writes eight minima and eight scales, four or eight of either at a time. */
  private static void writeInts(long p, float minimum, float scale, long to) {
    int scales = ALL.get(Bytes.I32, p + 4);
    int minima = ALL.get(Bytes.I32, p + 8);
    int rest = ALL.get(Bytes.I32, p + 12);
    int lower = minima & 0x3f3f3f3f;
    int upper = rest >>> 4 & 0x0f0f0f0f | minima >>> 2 & 0x30303030;
    float unit = minimum;
    long q = to;
    for (int kinds = 0b11; kinds != 0; kinds >>= 1) {
      // One vector of eight, or two of four.
      int next = lower;
      for (int parts = LANES == 8 ? 0b1 : 0b11; parts != 0; parts >>= 1) {
        IntVector ints = IntVector.broadcast(I32, next);
        ints = LANES == 8 ? ints.blend(upper, UPPER) : ints;
        ((FloatVector) ints.lanewise(LSHR, Bytes.TO_BOTTOM).and(0xff).convertShape(I2F, F32, 0))
            .mul(unit)
            .intoMemorySegment(ALL, q, Lanes.ORDER);
        q += Lanes.BYTES;
        next = upper;
      }
      lower = scales & 0x3f3f3f3f;
      upper = rest & 0x0f0f0f0f | scales >>> 2 & 0x30303030;
      unit = scale;
    }
  }
}
