package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** How the bytes of quants are loaded. */
public final class Bytes {
  /** The order of bytes in blocks. */
  public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** Two bytes. */
  public static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

  /** Four bytes. */
  public static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);

  /** Aligned, for the compiler to load it to all lanes at once. */
  static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);

  /**
   * As many bytes as a vector has floats. There is no vector of four bytes: where a vector has four
   * floats an int is copied to all lanes, and each shifts its byte to the top by {@link #TO_TOP}.
   */
  public static final VectorSpecies<Byte> SPECIES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * Lanes.F32.length())));

  /** How far each lane shifts its byte of an int to the top, where a vector has four floats. */
  public static final IntVector TO_TOP = vector(24, 16, 8, 0);

  /** A bit for each vector that sixteen numbers take. */
  static final int SIXTEEN = (1 << 16 / Lanes.I32.length()) - 1;

  /** How far each lane shifts its byte of an int to the bottom. */
  static final IntVector TO_BOTTOM = vector(0, 8, 16, 24);

  /** An int for each four lanes: those that a vector begins with. */
  static final VectorShuffle<Integer> FIRST_INTS = VectorShuffle.fromOp(Lanes.I32, i -> i / 4);

  /** Where a vector is 64 bytes: the first 32 of them, twice. */
  static final VectorShuffle<Integer> FIRST_TWICE =
      VectorShuffle.fromOp(Lanes.I32, i -> i % 8 % Lanes.I32.length());

  private Bytes() {}

  /** Decodes {@code count} F16 numbers that lie {@code stride} bytes apart. */
  static void halves(long from, int stride, int count, long to) {
    long p = from;
    long end = to + 4L * count;
    long target = to;
    while (target != end) {
      ALL.set(F32, target & RANGE, Float.float16ToFloat(ALL.get(I16, p & RANGE)));
      p += stride;
      target += 4;
    }
  }

  /**
   * Copies {@code count} floats, vector by vector, to addresses that are {@code step} bytes apart.
   *
   * @param count a multiple of the lanes of a vector
   */
  static void spread(float[] from, int fromAt, int count, long to, long step) {
    int at = fromAt;
    int end = fromAt + count;
    long q = to;
    while (at != end) {
      FloatVector.fromArray(Lanes.F32, from, at).intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      at += Lanes.F32.length();
      q += step;
    }
  }

  /** The same from native memory. */
  static void spread(long from, int count, long to, long step) {
    long p = from;
    long end = from + 4L * count;
    long q = to;
    while (p != end) {
      FloatVector.fromMemorySegment(Lanes.F32, ALL, p & RANGE, Lanes.ORDER)
          .intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      p += Lanes.BYTES;
      q += step;
    }
  }

  /** Writes vectors of zeros. */
  static void clear(long to, int vectors) {
    for (long p = to; p != to + vectors * Lanes.BYTES; p += Lanes.BYTES) {
      clear(p);
    }
  }

  /** Writes a vector of zeros. */
  static void clear(long to) {
    FloatVector.zero(Lanes.F32).intoMemorySegment(ALL, to & RANGE, Lanes.ORDER);
  }

  /** A vector of four times as many bytes, all the same. */
  static IntVector all(int value) {
    return IntVector.broadcast(Lanes.I32, value * 0x01010101);
  }

  /** A vector with one value in its lower half and another in the upper one. */
  static IntVector halves(int lower, int upper) {
    return vector(i -> i < Lanes.I32.length() / 2 ? lower : upper);
  }

  /** A vector with these values over and over. */
  private static IntVector vector(int... values) {
    return vector(i -> values[i % values.length]);
  }

  /** A vector of what {@code lane} gives for each lane. */
  static IntVector vector(IntUnaryOperator lane) {
    int[] lanes = IntStream.range(0, Lanes.I32.length()).map(lane).toArray();
    return IntVector.fromArray(Lanes.I32, lanes, 0);
  }
}
