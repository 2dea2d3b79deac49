package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows whose quants are spread over several places of a block. {@link #heads} puts them together: a
 * scale for each 16 columns, and behind the scales a signed byte for each column, in their order.
 */
abstract class ByteRows extends WeightRows {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();

  /** How far the scale of the second of four vectors is from the first's, and so on. */
  private static final long SCALE_1 = scaleOf(1);

  private static final long SCALE_2 = scaleOf(2);
  private static final long SCALE_3 = scaleOf(3);

  /** What leaves the address of a scale of an address within it. */
  private static final long SCALES = RANGE & -4;

  ByteRows(ActivationOrder order) {
    super(order);
  }

  private static long scaleOf(int vector) {
    return 4L * (vector * LANES / Terms.GROUP);
  }

  /** Decodes scales, one for each 16 columns, and the terms. */
  abstract void scales(long from, int columns, long terms, long scales);

  /** The same for four rows, as {@link #headsOfFour} asks for them. */
  void scalesOfFour(long from, long apart, int columns, long terms, long termsApart, long scales) {
    for (int r = 0; r < Quad.SIZE; r++) {
      scales(from + r * apart, columns, terms + r * termsApart, scales + r * Terms.ROW_BYTES);
    }
  }

  /** Writes a signed byte for each column. */
  abstract void quants(long from, int columns, long to);

  @Override
  final boolean beginsPlain() {
    return false;
  }

  @Override
  final void heads(long from, int columns, long terms, long scales) {
    scales(from, columns, terms, scales);
    quants(from, columns, scales + Terms.QUANTS);
  }

  @Override
  final void headsOfFour(
      long from, long apart, int columns, long terms, long termsApart, long scales) {
    scalesOfFour(from, apart, columns, terms, termsApart, scales);
    for (int r = 0; r < Quad.SIZE; r++) {
      quants(from + r * apart, columns, scales + r * Terms.ROW_BYTES + Terms.QUANTS);
    }
  }

  @Override
  final void decode(long from, int columns, long scales, long to, float[] spare) {
    long t = scales;
    long q = scales + Terms.QUANTS;
    long end = q + columns;
    long o = to;
    while (q != end) {
      long u = t & RANGE;
      long b = q & RANGE;
      long z = o & RANGE;
      IntVector v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      ((FloatVector) v.convertShape(I2F, F32, 0))
          .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, u)))
          .intoMemorySegment(ALL, z, Lanes.ORDER);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + LANES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      ((FloatVector) v.convertShape(I2F, F32, 0))
          .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, u + SCALE_1)))
          .intoMemorySegment(ALL, z + Quad.STEP, Lanes.ORDER);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + 2L * LANES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      ((FloatVector) v.convertShape(I2F, F32, 0))
          .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, u + SCALE_2)))
          .intoMemorySegment(ALL, z + 2 * Quad.STEP, Lanes.ORDER);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + 3L * LANES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      ((FloatVector) v.convertShape(I2F, F32, 0))
          .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, u + SCALE_3)))
          .intoMemorySegment(ALL, z + 3 * Quad.STEP, Lanes.ORDER);
      q += 4L * LANES;
      o += 4 * Quad.STEP;
      t += LANES;
    }
  }

  /**
   * Bytes are put together in one go. (One token of Q6_K, G weights/s of two threads of an Intel
   * Xeon, with 512 columns and 1,024: 13.3 and 14.7.)
   */
  @Override
  final int stretchBytes() {
    return Integer.MAX_VALUE;
  }

  @Override
  final int fusedRows() {
    return 4;
  }

  @Override
  final void dot(long from, long apart, int columns, long x, long scales, long strands) {
    long sums = strands & RANGE;
    FloatVector sum0 = FloatVector.fromMemorySegment(F32, ALL, sums, Lanes.ORDER);
    FloatVector sum1 = FloatVector.fromMemorySegment(F32, ALL, sums + Lanes.BYTES, Lanes.ORDER);
    FloatVector sum2 = FloatVector.fromMemorySegment(F32, ALL, sums + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector sum3 = FloatVector.fromMemorySegment(F32, ALL, sums + 3 * Lanes.BYTES, Lanes.ORDER);
    long q = scales + Terms.QUANTS;
    long end = q + columns;
    long at = x;
    long s = scales;
    while (q != end) {
      long t = s & SCALES;
      long b = q & RANGE;
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, at & RANGE, Lanes.ORDER);
      IntVector v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      sum0 =
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, t)))
              .fma(y, sum0);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + 1 * Terms.ROW_BYTES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      sum1 =
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, t + 1 * Terms.ROW_BYTES)))
              .fma(y, sum1);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + 2 * Terms.ROW_BYTES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      sum2 =
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, t + 2 * Terms.ROW_BYTES)))
              .fma(y, sum2);
      v =
          (IntVector)
              ByteVector.fromMemorySegment(Bytes.SPECIES, ALL, b + 3 * Terms.ROW_BYTES, Bytes.ORDER)
                  .convertShape(B2I, I32, 0);
      sum3 =
          ((FloatVector) v.convertShape(I2F, F32, 0))
              .mul(FloatVector.broadcast(F32, ALL.get(Bytes.F32, t + 3 * Terms.ROW_BYTES)))
              .fma(y, sum3);
      q += LANES;
      s += LANES / (Terms.GROUP / 4);
      at += Lanes.BYTES;
    }
    sum0.intoMemorySegment(ALL, sums, Lanes.ORDER);
    sum1.intoMemorySegment(ALL, sums + Lanes.BYTES, Lanes.ORDER);
    sum2.intoMemorySegment(ALL, sums + 2 * Lanes.BYTES, Lanes.ORDER);
    sum3.intoMemorySegment(ALL, sums + 3 * Lanes.BYTES, Lanes.ORDER);
  }
}
