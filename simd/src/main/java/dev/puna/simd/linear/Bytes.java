package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bytes of a weight as vectors, one byte a lane.
 *
 * <p>The smallest vector of bytes has eight. For four lanes, an int is put into all of them and
 * shifted by what each lane wants.
 */
final class Bytes {
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
  static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);

  private static final VectorSpecies<Float> FLOATS = Lanes.F32;
  private static final VectorSpecies<Integer> INTS = Lanes.I32;
  private static final int LANES = FLOATS.length();
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LANES)));
  private static final IntVector RIGHT =
      IntVector.fromArray(INTS, new int[] {0, 8, 16, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);
  private static final IntVector LEFT =
      IntVector.fromArray(INTS, new int[] {24, 16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);

  private Bytes() {}

  /** One unsigned byte a lane. With four lanes, the bits above it are any. */
  static IntVector unsigned(MemorySegment source, long offset) {
    if (LANES == 4) {
      return IntVector.broadcast(INTS, source.get(I32, offset)).lanewise(LSHR, RIGHT);
    }
    return (IntVector)
        ByteVector.fromMemorySegment(BYTES, source, offset, ORDER)
            .convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  /** One signed byte a lane, as floats. */
  static FloatVector signed(MemorySegment source, long offset) {
    if (LANES == 4) {
      return (FloatVector)
          IntVector.broadcast(INTS, source.get(I32, offset))
              .lanewise(LSHL, LEFT)
              .lanewise(ASHR, 24)
              .convert(I2F, 0);
    }
    return (FloatVector)
        ByteVector.fromMemorySegment(BYTES, source, offset, ORDER).castShape(FLOATS, 0);
  }
}
