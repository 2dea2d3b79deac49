package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What else a process may do with segments: the compiler takes its profile of the JDK's methods
 * from all of it.
 */
final class OtherSegments {
  private static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, Lanes.bits() / 2)));
  private static final int BYTES = 256;
  private static final int ROUNDS = 20_000;

  private OtherSegments() {}

  /** Loads and stores in memory of all kinds; returns what keeps it from being left out. */
  static int use() {
    MemorySegment[] segments = {
      MemorySegment.ofArray(new byte[BYTES]),
      MemorySegment.ofArray(new int[BYTES / 4]),
      MemorySegment.ofArray(new float[BYTES / 4]),
      MemorySegment.ofArray(new long[BYTES / 8]),
      Arena.ofAuto().allocate(BYTES),
      GuardedMemory.allocate(BYTES)
    };
    int sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      for (MemorySegment segment : segments) {
        int at = i % (BYTES / 4);
        sum += use(segment, at);
      }
    }
    return sum;
  }

  private static int use(MemorySegment s, int at) {
    IntVector ints = IntVector.fromMemorySegment(Lanes.I32, s, at, Bytes.ORDER);
    ByteVector bytes = ByteVector.fromMemorySegment(Bytes.SPECIES, s, at, Bytes.ORDER);
    ShortVector shorts = ShortVector.fromMemorySegment(I16, s, at, Bytes.ORDER);
    FloatVector floats = FloatVector.fromMemorySegment(Lanes.F32, s, at, Bytes.ORDER);
    floats.add(1).intoMemorySegment(s, at, Bytes.ORDER);
    return ints.lane(0)
        + bytes.lane(0)
        + shorts.lane(0)
        + s.get(Bytes.I16, at)
        + s.get(Bytes.I32, at)
        + (int) s.get(Bytes.I64, at);
  }
}
