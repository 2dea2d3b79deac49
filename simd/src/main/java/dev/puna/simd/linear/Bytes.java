package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** How the bytes of a weight are loaded. */
final class Bytes {
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
  static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);

  /**
   * As many bytes as a vector has floats, but there is none of four: there the first half of eight
   * is used, so that up to {@link #BEYOND} bytes behind a row must be readable.
   */
  static final VectorSpecies<Byte> SPECIES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * Lanes.F32.length())));

  static final int BEYOND = SPECIES.length() - Lanes.F32.length();

  private Bytes() {}
}
