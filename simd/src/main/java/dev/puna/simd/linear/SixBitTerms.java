package dev.puna.simd.linear;

import static dev.puna.quant.Q4_KFormat.BLOCK_LENGTH;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.quant.SixBitScales;
import dev.puna.simd.vector.HalfFloats;
import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What Q4_K and Q5_K share: a block begins with its head, two F16 scales and twelve bytes of eight
 * scales and eight minima of 6 bits (see {@link SixBitScales}), and its nibbles lie alike.
 *
 * <p>A block's terms are its eight minima. They are written to {@code scales} too, before its eight
 * scales.
 *
 * <p>A vector takes as many heads as it has room for, of rows that are {@code apart}, four ints of
 * each. (One token of Q4_K, two threads of an Intel Xeon, from memory: 1.10 times as fast as one
 * head after the other.)
 */
final class SixBitTerms {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** Bytes of a head. */
  private static final long HEAD = 16;

  /** Heads in a vector. */
  private static final int ROWS = LANES / 4;

  private static final VectorMask<Integer> SECOND = VectorMask.fromLong(I32, 0xf0);
  private static final VectorMask<Integer> THIRD = VectorMask.fromLong(I32, 0xf00);
  private static final VectorMask<Integer> FOURTH = VectorMask.fromLong(I32, 0xf000);

  /**
   * Each row is to have four ints of four minima, four more, four scales, four more: which int of
   * the head has their lower bits, whether above others, and how many; then the same of bits 4 and
   * 5, which are two bits further up than they are to be.
   */
  private static final VectorShuffle<Integer> LOWER_INTS = intsOfEachRow(2, 3, 1, 3);

  private static final VectorMask<Integer> SHIFTED = VectorMask.fromLong(I32, 0x2222);
  private static final IntVector LOWER_MASKS =
      ofEachRow(0x3f3f3f3f, 0x0f0f0f0f, 0x3f3f3f3f, 0x0f0f0f0f);
  private static final VectorShuffle<Integer> UPPER_INTS = intsOfEachRow(2, 2, 1, 1);
  private static final IntVector UPPER_MASKS = ofEachRow(0, 0x30303030, 0, 0x30303030);

  /** The F16 scales of all four; that of minima is in the upper half of its int. */
  private static final VectorShuffle<Integer> UNIT_INTS = intsOfEachRow(0, 0, 0, 0);

  private static final VectorMask<Integer> MINIMA = VectorMask.fromLong(I32, 0x3333);

  /** Where each lane has its byte of an int, and what makes it the number that the byte is. */
  private static final IntVector BYTES = Bytes.vector(lane -> 0xff << lane % 4 * 8);

  private static final FloatVector FACTORS = FloatVector.fromArray(F32, factors(), 0);

  /** The first, second, third and fourth part of a vector's ints, each of which fills a vector. */
  private static final VectorShuffle<Integer> PART_0 = part(0);

  private static final VectorShuffle<Integer> PART_1 = part(1);
  private static final VectorShuffle<Integer> PART_2 = part(2);
  private static final VectorShuffle<Integer> PART_3 = part(3);

  /** How far from the first row's scales the parts go. */
  private static final long SCALES_1 = scalesOf(1);

  private static final long SCALES_2 = scalesOf(2);
  private static final long SCALES_3 = scalesOf(3);

  private SixBitTerms() {}

  /** Writes terms and scales of the blocks of a row. */
  static void write(long from, int columns, int blockBytes, long terms, long scales) {
    long term = terms;
    long scale = scales;
    long end = from + (long) blockBytes * (columns / BLOCK_LENGTH);
    for (long p = from; p < end; p += blockBytes) {
      float unit = Float.float16ToFloat(ALL.get(Bytes.I16, p));
      float minimum = Float.float16ToFloat(ALL.get(Bytes.I16, p + 2));
      long scaleBytes = SixBitScales.scales(ALL, p + 4);
      long minimumBytes = SixBitScales.minima(ALL, p + 4);
      for (int g = 0; g < 8; g++) {
        float m = (minimumBytes >>> 8 * g & 0xff) * minimum;
        ALL.set(Bytes.F32, term, m);
        ALL.set(Bytes.F32, scale, m);
        ALL.set(Bytes.F32, scale + 32, (scaleBytes >>> 8 * g & 0xff) * unit);
        term += 4;
        scale += 4;
      }
      scale += 32;
    }
  }

  /**
   * Writes those of four rows. What is behind the scales, where {@link ByteRows} has bytes, is
   * overwritten.
   *
   * @param termsApart from the terms of a row to those of the next; scales are {@link
   *     Terms#ROW_BYTES} apart
   */
  static void writeFour(
      long from,
      long apart,
      int columns,
      int blockBytes,
      long terms,
      long termsApart,
      long scales) {
    for (int r = 0; r < 4; r += ROWS) {
      long row = from + r * apart;
      long rowTerms = terms + r * termsApart;
      long rowScales = scales + r * Terms.ROW_BYTES;
      long spare = rowScales + Terms.QUANTS;
      if (gather(row, apart, columns, blockBytes, spare)) {
        scale(spare, columns, rowTerms, termsApart, rowScales);
      } else {
        for (int i = 0; i < ROWS; i++) {
          write(row, columns, blockBytes, rowTerms, rowScales);
          row += apart;
          rowTerms += termsApart;
          rowScales += Terms.ROW_BYTES;
        }
      }
    }
  }

  /**
   * Brings the minima and scales of as many rows as have their heads in a vector together: for each
   * block a vector of them as bytes, and a vector of the float that each of its ints is to be
   * multiplied with.
   *
   * @return whether all F16 scales were numbers: others are not converted, see {@link F16Rows}
   */
  private static boolean gather(long from, long apart, int columns, int blockBytes, long to) {
    IntVector magnitude = IntVector.broadcast(I32, HalfFloats.MAGNITUDE);
    IntVector rebias = IntVector.broadcast(I32, HalfFloats.REBIAS);
    IntVector sign = IntVector.broadcast(I32, HalfFloats.SIGN);
    FloatVector two = FloatVector.broadcast(F32, 2f);
    FloatVector less = FloatVector.broadcast(F32, -HalfFloats.LEAST_NORMAL);
    IntVector most = IntVector.zero(I32);
    // A vector that begins so many heads before a row's own has it where it is to be.
    long next = apart - HEAD;
    long p = from;
    long end = from + (long) blockBytes * (columns / BLOCK_LENGTH);
    long o = to;
    while (p != end) {
      long q = p & RANGE;
      IntVector v = IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER);
      if (LANES > 4) {
        q = q + next & RANGE;
        v = v.blend(IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER), SECOND);
      }
      if (LANES > 8) {
        q = q + next & RANGE;
        v = v.blend(IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER), THIRD);
        q = q + next & RANGE;
        v = v.blend(IntVector.fromMemorySegment(I32, ALL, q, Bytes.ORDER), FOURTH);
      }
      IntVector upper = v.rearrange(UPPER_INTS).lanewise(LSHR, 2).and(UPPER_MASKS);
      IntVector lower = v.rearrange(LOWER_INTS);
      lower = lower.blend(lower.lanewise(LSHR, 4), SHIFTED);
      lower.and(LOWER_MASKS).or(upper).intoMemorySegment(ALL, o & RANGE, Bytes.ORDER);
      v = v.rearrange(UNIT_INTS);
      v = v.lanewise(LSHL, 16).blend(v, MINIMA);
      IntVector t = v.lanewise(LSHR, 3).and(magnitude);
      most = most.max(t);
      t = t.add(rebias);
      FloatVector u = t.reinterpretAsFloats().fma(two, less);
      t.min(u.reinterpretAsInts())
          .or(v.and(sign))
          .intoMemorySegment(ALL, (o & RANGE) + Lanes.BYTES, Bytes.ORDER);
      p += blockBytes;
      o += 2 * Lanes.BYTES;
    }
    return !most.compare(GE, HalfFloats.INFINITE).anyTrue();
  }

  /**
   * Writes what {@link #gather} left, four vectors of floats for each of its vectors of bytes: at
   * 512 bits a row's minima and scales each, at 256 bits minima or scales of one row and the next,
   * at 128 bits half of those of one row. (Without a loop over the four, whose vectors the compiler
   * boxed in one process of forty.)
   */
  private static void scale(long from, int columns, long terms, long termsApart, long scales) {
    long p = from;
    long end = from + 2 * Lanes.BYTES * (columns / BLOCK_LENGTH);
    long o = scales;
    long m = terms;
    while (p != end) {
      IntVector ints = IntVector.fromMemorySegment(I32, ALL, p & RANGE, Bytes.ORDER);
      IntVector units =
          IntVector.fromMemorySegment(I32, ALL, (p & RANGE) + Lanes.BYTES, Bytes.ORDER);
      FloatVector v =
          ((FloatVector) ints.rearrange(PART_0).and(BYTES).convertShape(I2F, F32, 0))
              .mul(FACTORS)
              .mul(units.rearrange(PART_0).reinterpretAsFloats());
      v.intoMemorySegment(ALL, o & RANGE, Lanes.ORDER);
      v.intoMemorySegment(ALL, m & RANGE, Lanes.ORDER);
      v =
          ((FloatVector) ints.rearrange(PART_1).and(BYTES).convertShape(I2F, F32, 0))
              .mul(FACTORS)
              .mul(units.rearrange(PART_1).reinterpretAsFloats());
      v.intoMemorySegment(ALL, (o & RANGE) + SCALES_1, Lanes.ORDER);
      if (LANES != 8) {
        long to = LANES == 16 ? m + termsApart : m + Lanes.BYTES;
        v.intoMemorySegment(ALL, to & RANGE, Lanes.ORDER);
      }
      v =
          ((FloatVector) ints.rearrange(PART_2).and(BYTES).convertShape(I2F, F32, 0))
              .mul(FACTORS)
              .mul(units.rearrange(PART_2).reinterpretAsFloats());
      v.intoMemorySegment(ALL, (o & RANGE) + SCALES_2, Lanes.ORDER);
      if (LANES != 4) {
        long to = LANES == 16 ? m + 2 * termsApart : m + termsApart;
        v.intoMemorySegment(ALL, to & RANGE, Lanes.ORDER);
      }
      v =
          ((FloatVector) ints.rearrange(PART_3).and(BYTES).convertShape(I2F, F32, 0))
              .mul(FACTORS)
              .mul(units.rearrange(PART_3).reinterpretAsFloats());
      v.intoMemorySegment(ALL, (o & RANGE) + SCALES_3, Lanes.ORDER);
      if (LANES == 16) {
        v.intoMemorySegment(ALL, m + 3 * termsApart & RANGE, Lanes.ORDER);
      }
      p += 2 * Lanes.BYTES;
      o += 64;
      m += 32;
    }
  }

  private static float[] factors() {
    float[] factors = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      factors[i] = Math.scalb(1f, i % 4 * -8);
    }
    return factors;
  }

  private static VectorShuffle<Integer> part(int part) {
    return VectorShuffle.fromOp(I32, lane -> part * ROWS + lane / 4);
  }

  private static long scalesOf(int part) {
    int floats = part * LANES;
    return floats / 16 * Terms.ROW_BYTES + floats % 16 * 4L;
  }

  private static VectorShuffle<Integer> intsOfEachRow(int... ints) {
    return VectorShuffle.fromOp(I32, lane -> lane / 4 * 4 + ints[lane % 4]);
  }

  private static IntVector ofEachRow(int... values) {
    return Bytes.vector(lane -> values[lane % 4]);
  }
}
