package dev.puna.simd.linear;

import static dev.puna.simd.linear.LaneSwaps.ODD_1;
import static dev.puna.simd.linear.LaneSwaps.ODD_2;
import static dev.puna.simd.linear.LaneSwaps.ODD_4;
import static dev.puna.simd.linear.LaneSwaps.ODD_8;
import static dev.puna.simd.linear.LaneSwaps.SWAP_1;
import static dev.puna.simd.linear.LaneSwaps.SWAP_2;
import static dev.puna.simd.linear.LaneSwaps.SWAP_4;
import static dev.puna.simd.linear.LaneSwaps.SWAP_8;
import static dev.puna.simd.vector.Memory.ALL;
import static dev.puna.simd.vector.Memory.RANGE;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes as many vectors as a vector has lanes: those that are one apart change every other
 * lane, those two apart every other pair of lanes, and so on.
 */
final class Square {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** What is to be transposed, if it is not elsewhere; and halfway. */
  private final NativeFloats memory = new NativeFloats();

  /** The address of room for as many vectors. */
  long vectors() {
    return memory.ensure(2L * LANES * LANES);
  }

  /**
   * Transposes.
   *
   * @param from the address of the first four vectors, which lie one behind the other
   * @param fourBytes bytes from there to the next four
   * @param to the address for the first transposed vector
   * @param stepBytes bytes from there to the next one
   */
  void transpose(long from, long fourBytes, long to, long stepBytes) {
    long half = LANES == 4 ? to : vectors() + LANES * Lanes.BYTES;
    long halfStep = LANES == 4 ? stepBytes : Lanes.BYTES;
    long p = from;
    for (int i = 0; i < LANES; i += 4) {
      oneAndTwo(p, half + i * halfStep, halfStep);
      p += fourBytes;
    }
    for (int i = 0; i < 4 && LANES > 4; i++) {
      if (LANES == 16) {
        fourAndEight(half + i * Lanes.BYTES, to + i * stepBytes, 4 * stepBytes);
      } else {
        four(half + i * Lanes.BYTES, to + i * stepBytes, 4 * stepBytes);
      }
    }
  }

  private static void oneAndTwo(long from, long to, long step) {
    FloatVector a = FloatVector.fromMemorySegment(F32, ALL, from, Lanes.ORDER);
    FloatVector b = FloatVector.fromMemorySegment(F32, ALL, from + Lanes.BYTES, Lanes.ORDER);
    FloatVector c = FloatVector.fromMemorySegment(F32, ALL, from + 2 * Lanes.BYTES, Lanes.ORDER);
    FloatVector d = FloatVector.fromMemorySegment(F32, ALL, from + 3 * Lanes.BYTES, Lanes.ORDER);
    FloatVector a1 = a.blend(b.rearrange(SWAP_1), ODD_1);
    FloatVector b1 = a.rearrange(SWAP_1).blend(b, ODD_1);
    FloatVector c1 = c.blend(d.rearrange(SWAP_1), ODD_1);
    FloatVector d1 = c.rearrange(SWAP_1).blend(d, ODD_1);
    a1.blend(c1.rearrange(SWAP_2), ODD_2).intoMemorySegment(ALL, to, Lanes.ORDER);
    b1.blend(d1.rearrange(SWAP_2), ODD_2).intoMemorySegment(ALL, to + step & RANGE, Lanes.ORDER);
    a1.rearrange(SWAP_2)
        .blend(c1, ODD_2)
        .intoMemorySegment(ALL, to + 2 * step & RANGE, Lanes.ORDER);
    b1.rearrange(SWAP_2)
        .blend(d1, ODD_2)
        .intoMemorySegment(ALL, to + 3 * step & RANGE, Lanes.ORDER);
  }

  private static void fourAndEight(long from, long to, long step) {
    FloatVector a = FloatVector.fromMemorySegment(F32, ALL, from, Lanes.ORDER);
    FloatVector b = FloatVector.fromMemorySegment(F32, ALL, from + 4 * Lanes.BYTES, Lanes.ORDER);
    FloatVector c = FloatVector.fromMemorySegment(F32, ALL, from + 8 * Lanes.BYTES, Lanes.ORDER);
    FloatVector d = FloatVector.fromMemorySegment(F32, ALL, from + 12 * Lanes.BYTES, Lanes.ORDER);
    FloatVector a1 = a.blend(b.rearrange(SWAP_4), ODD_4);
    FloatVector b1 = a.rearrange(SWAP_4).blend(b, ODD_4);
    FloatVector c1 = c.blend(d.rearrange(SWAP_4), ODD_4);
    FloatVector d1 = c.rearrange(SWAP_4).blend(d, ODD_4);
    a1.blend(c1.rearrange(SWAP_8), ODD_8).intoMemorySegment(ALL, to, Lanes.ORDER);
    b1.blend(d1.rearrange(SWAP_8), ODD_8).intoMemorySegment(ALL, to + step & RANGE, Lanes.ORDER);
    a1.rearrange(SWAP_8)
        .blend(c1, ODD_8)
        .intoMemorySegment(ALL, to + 2 * step & RANGE, Lanes.ORDER);
    b1.rearrange(SWAP_8)
        .blend(d1, ODD_8)
        .intoMemorySegment(ALL, to + 3 * step & RANGE, Lanes.ORDER);
  }

  private static void four(long from, long to, long step) {
    FloatVector a = FloatVector.fromMemorySegment(F32, ALL, from, Lanes.ORDER);
    FloatVector b = FloatVector.fromMemorySegment(F32, ALL, from + 4 * Lanes.BYTES, Lanes.ORDER);
    a.blend(b.rearrange(SWAP_4), ODD_4).intoMemorySegment(ALL, to, Lanes.ORDER);
    a.rearrange(SWAP_4).blend(b, ODD_4).intoMemorySegment(ALL, to + step & RANGE, Lanes.ORDER);
  }
}
