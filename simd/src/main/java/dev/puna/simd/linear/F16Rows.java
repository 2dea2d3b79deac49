package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.puna.simd.vector.HalfFloats;
import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of F16.
 *
 * <p>For one token they are converted as by {@link HalfFloats}, but for infinities and other
 * numbers that are none, which are left to another loop. For more tokens the compiler makes vectors
 * of a loop that converts one by one, where it reads native memory and writes an array. (16 tokens,
 * one thread of an Intel Xeon: as fast as {@link HalfFloats} with 512 bits, 1.06 times with 256.)
 */
final class F16Rows extends WeightRows {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  F16Rows() {
    super(ActivationOrder.NATURAL);
  }

  @Override
  void decode(long from, int columns, long scales, long to, float[] spare) {
    for (int i = 0; i < columns; i++) {
      spare[i] = Float.float16ToFloat(ALL.get(Bytes.I16, from + 2L * i));
    }
    Bytes.spread(spare, 0, columns, to, Quad.STEP);
  }

  @Override
  int fusedRows() {
    return 2;
  }

  @Override
  void dot(long from, long apart, int columns, long x, long scales, long strands) {
    long s = strands & RANGE;
    FloatVector s0 = FloatVector.fromMemorySegment(F32, ALL, s, Lanes.ORDER);
    FloatVector s1 = FloatVector.fromMemorySegment(F32, ALL, s + Lanes.BYTES, Lanes.ORDER);
    FloatVector two = FloatVector.broadcast(F32, 2f);
    FloatVector less = FloatVector.broadcast(F32, -HalfFloats.LEAST_NORMAL);
    IntVector magnitude = IntVector.broadcast(I32, HalfFloats.MAGNITUDE);
    IntVector rebias = IntVector.broadcast(I32, HalfFloats.REBIAS);
    IntVector sign = IntVector.broadcast(I32, HalfFloats.SIGN);
    IntVector most = IntVector.zero(I32);
    long p = from;
    long end = p + 2L * columns;
    long at = x;
    while (p != end) {
      FloatVector y = FloatVector.fromMemorySegment(F32, ALL, at & RANGE, Lanes.ORDER);
      IntVector v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      IntVector t = v.lanewise(LSHL, 13).and(magnitude);
      most = most.max(t);
      t = t.add(rebias);
      FloatVector u = t.reinterpretAsFloats().fma(two, less);
      s0 =
          t.min(u.reinterpretAsInts())
              .or(v.lanewise(LSHL, 16).and(sign))
              .reinterpretAsFloats()
              .fma(y, s0);
      v =
          (IntVector)
              ShortVector.fromMemorySegment(I16, ALL, p + apart & RANGE, Bytes.ORDER)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      t = v.lanewise(LSHL, 13).and(magnitude);
      most = most.max(t);
      t = t.add(rebias);
      u = t.reinterpretAsFloats().fma(two, less);
      s1 =
          t.min(u.reinterpretAsInts())
              .or(v.lanewise(LSHL, 16).and(sign))
              .reinterpretAsFloats()
              .fma(y, s1);
      p += Lanes.BYTES / 2;
      at += Lanes.BYTES;
    }
    if (most.compare(GE, HalfFloats.INFINITE).anyTrue()) {
      dotOneByOne(from, columns, x, strands);
      dotOneByOne(from + apart, columns, x, strands + Lanes.BYTES);
      return;
    }
    s0.intoMemorySegment(ALL, s, Lanes.ORDER);
    s1.intoMemorySegment(ALL, s + Lanes.BYTES, Lanes.ORDER);
  }

  /** Where there are infinities and other numbers that are none. */
  private static void dotOneByOne(long from, int columns, long x, long strands) {
    for (int i = 0; i < columns; i++) {
      float weight = Float.float16ToFloat(ALL.get(Bytes.I16, from + 2L * i));
      long at = strands + 4L * (i % LANES);
      ALL.set(
          Bytes.F32, at, Math.fma(weight, ALL.get(Bytes.F32, x + 4L * i), ALL.get(Bytes.F32, at)));
    }
  }
}
