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
 * Transposes squares, of as many vectors as a vector has lanes: those that are one apart change
 * every other lane, those two apart every other pair of lanes, and so on.
 *
 * <p>Many squares at once, since a call for each took as long as its work: 144 tokens of Q4_K with
 * 2,048 columns are 1.04 to 1.05 times as fast so (one thread of an Intel Xeon).
 */
final class Square {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();

  /** Bytes of four vectors. */
  private static final long FOUR = 4 * Lanes.BYTES;

  private Square() {}

  /**
   * Transposes squares that begin four vectors apart; what was there is lost.
   *
   * @param from the address of the first four vectors of the first square, one behind the other
   * @param fourBytes bytes from there to its next four
   * @param count squares
   * @param to the address for the first square's first transposed vector
   * @param vectorBytes bytes from there to its next one
   * @param squareBytes bytes from there to the next square's first
   */
  static void transpose(
      long from, long fourBytes, int count, long to, long vectorBytes, long squareBytes) {
    if (LANES == 4) {
      oneAndTwo(from, count, to, vectorBytes, squareBytes);
      return;
    }
    for (int i = 0; i < LANES / 4; i++) {
      long four = from + i * fourBytes;
      oneAndTwo(four, count, four, Lanes.BYTES, FOUR);
    }
    for (int i = 0; i < 4; i++) {
      long vector = from + i * Lanes.BYTES;
      long target = to + i * vectorBytes;
      if (LANES == 16) {
        fourAndEight(vector, fourBytes, count, target, 4 * vectorBytes, squareBytes);
      } else {
        four(vector, fourBytes, count, target, 4 * vectorBytes, squareBytes);
      }
    }
  }

  private static void oneAndTwo(long from, int count, long to, long vectorBytes, long squareBytes) {
    long q = to;
    long end = from + count * FOUR;
    for (long p = from; p != end; p += FOUR) {
      long v = p & RANGE;
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, v, Lanes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, ALL, v + Lanes.BYTES, Lanes.ORDER);
      FloatVector c = FloatVector.fromMemorySegment(F32, ALL, v + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector d = FloatVector.fromMemorySegment(F32, ALL, v + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector a1 = a.blend(b.rearrange(SWAP_1), ODD_1);
      FloatVector b1 = a.rearrange(SWAP_1).blend(b, ODD_1);
      FloatVector c1 = c.blend(d.rearrange(SWAP_1), ODD_1);
      FloatVector d1 = c.rearrange(SWAP_1).blend(d, ODD_1);
      a = a1.blend(c1.rearrange(SWAP_2), ODD_2);
      b = b1.blend(d1.rearrange(SWAP_2), ODD_2);
      c = a1.rearrange(SWAP_2).blend(c1, ODD_2);
      d = b1.rearrange(SWAP_2).blend(d1, ODD_2);
      a.intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      b.intoMemorySegment(ALL, q + vectorBytes & RANGE, Lanes.ORDER);
      c.intoMemorySegment(ALL, q + 2 * vectorBytes & RANGE, Lanes.ORDER);
      d.intoMemorySegment(ALL, q + 3 * vectorBytes & RANGE, Lanes.ORDER);
      q += squareBytes;
    }
  }

  private static void fourAndEight(
      long from, long fourBytes, int count, long to, long vectorBytes, long squareBytes) {
    long q = to;
    long end = from + count * FOUR;
    for (long p = from; p != end; p += FOUR) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, ALL, p + fourBytes & RANGE, Lanes.ORDER);
      FloatVector c =
          FloatVector.fromMemorySegment(F32, ALL, p + 2 * fourBytes & RANGE, Lanes.ORDER);
      FloatVector d =
          FloatVector.fromMemorySegment(F32, ALL, p + 3 * fourBytes & RANGE, Lanes.ORDER);
      FloatVector a1 = a.blend(b.rearrange(SWAP_4), ODD_4);
      FloatVector b1 = a.rearrange(SWAP_4).blend(b, ODD_4);
      FloatVector c1 = c.blend(d.rearrange(SWAP_4), ODD_4);
      FloatVector d1 = c.rearrange(SWAP_4).blend(d, ODD_4);
      a = a1.blend(c1.rearrange(SWAP_8), ODD_8);
      b = b1.blend(d1.rearrange(SWAP_8), ODD_8);
      c = a1.rearrange(SWAP_8).blend(c1, ODD_8);
      d = b1.rearrange(SWAP_8).blend(d1, ODD_8);
      a.intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      b.intoMemorySegment(ALL, q + vectorBytes & RANGE, Lanes.ORDER);
      c.intoMemorySegment(ALL, q + 2 * vectorBytes & RANGE, Lanes.ORDER);
      d.intoMemorySegment(ALL, q + 3 * vectorBytes & RANGE, Lanes.ORDER);
      q += squareBytes;
    }
  }

  private static void four(
      long from, long fourBytes, int count, long to, long vectorBytes, long squareBytes) {
    long q = to;
    long end = from + count * FOUR;
    for (long p = from; p != end; p += FOUR) {
      FloatVector a = FloatVector.fromMemorySegment(F32, ALL, p & RANGE, Lanes.ORDER);
      FloatVector b = FloatVector.fromMemorySegment(F32, ALL, p + fourBytes & RANGE, Lanes.ORDER);
      FloatVector a1 = a.blend(b.rearrange(SWAP_4), ODD_4);
      FloatVector b1 = a.rearrange(SWAP_4).blend(b, ODD_4);
      a1.intoMemorySegment(ALL, q & RANGE, Lanes.ORDER);
      b1.intoMemorySegment(ALL, q + vectorBytes & RANGE, Lanes.ORDER);
      q += squareBytes;
    }
  }
}
