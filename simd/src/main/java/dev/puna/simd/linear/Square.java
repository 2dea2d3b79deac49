package dev.puna.simd.linear;

import static dev.puna.simd.linear.LaneSwaps.ODD_1;
import static dev.puna.simd.linear.LaneSwaps.ODD_2;
import static dev.puna.simd.linear.LaneSwaps.ODD_4;
import static dev.puna.simd.linear.LaneSwaps.ODD_8;
import static dev.puna.simd.linear.LaneSwaps.SWAP_1;
import static dev.puna.simd.linear.LaneSwaps.SWAP_2;
import static dev.puna.simd.linear.LaneSwaps.SWAP_4;
import static dev.puna.simd.linear.LaneSwaps.SWAP_8;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** As many vectors as a vector has lanes, which are transposed in their place. */
final class Square {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  final float[] values = new float[LANES * LANES];

  /**
   * Transposes: vectors that are one apart change every other lane, those two apart every other
   * pair of lanes, and so on.
   */
  void transpose() {
    for (int i = 0; i < LANES * LANES; i += 4 * LANES) {
      oneAndTwo(values, i);
    }
    if (LANES == 16) {
      for (int i = 0; i < 4 * LANES; i += LANES) {
        fourAndEight(values, i);
      }
    } else if (LANES == 8) {
      for (int i = 0; i < 4 * LANES; i += LANES) {
        four(values, i);
      }
    }
  }

  private static void oneAndTwo(float[] m, int at) {
    FloatVector a = FloatVector.fromArray(F32, m, at);
    FloatVector b = FloatVector.fromArray(F32, m, at + LANES);
    FloatVector c = FloatVector.fromArray(F32, m, at + 2 * LANES);
    FloatVector d = FloatVector.fromArray(F32, m, at + 3 * LANES);
    FloatVector a1 = a.blend(b.rearrange(SWAP_1), ODD_1);
    FloatVector b1 = a.rearrange(SWAP_1).blend(b, ODD_1);
    FloatVector c1 = c.blend(d.rearrange(SWAP_1), ODD_1);
    FloatVector d1 = c.rearrange(SWAP_1).blend(d, ODD_1);
    a1.blend(c1.rearrange(SWAP_2), ODD_2).intoArray(m, at);
    b1.blend(d1.rearrange(SWAP_2), ODD_2).intoArray(m, at + LANES);
    a1.rearrange(SWAP_2).blend(c1, ODD_2).intoArray(m, at + 2 * LANES);
    b1.rearrange(SWAP_2).blend(d1, ODD_2).intoArray(m, at + 3 * LANES);
  }

  private static void fourAndEight(float[] m, int at) {
    FloatVector a = FloatVector.fromArray(F32, m, at);
    FloatVector b = FloatVector.fromArray(F32, m, at + 4 * LANES);
    FloatVector c = FloatVector.fromArray(F32, m, at + 8 * LANES);
    FloatVector d = FloatVector.fromArray(F32, m, at + 12 * LANES);
    FloatVector a1 = a.blend(b.rearrange(SWAP_4), ODD_4);
    FloatVector b1 = a.rearrange(SWAP_4).blend(b, ODD_4);
    FloatVector c1 = c.blend(d.rearrange(SWAP_4), ODD_4);
    FloatVector d1 = c.rearrange(SWAP_4).blend(d, ODD_4);
    a1.blend(c1.rearrange(SWAP_8), ODD_8).intoArray(m, at);
    b1.blend(d1.rearrange(SWAP_8), ODD_8).intoArray(m, at + 4 * LANES);
    a1.rearrange(SWAP_8).blend(c1, ODD_8).intoArray(m, at + 8 * LANES);
    b1.rearrange(SWAP_8).blend(d1, ODD_8).intoArray(m, at + 12 * LANES);
  }

  private static void four(float[] m, int at) {
    FloatVector a = FloatVector.fromArray(F32, m, at);
    FloatVector b = FloatVector.fromArray(F32, m, at + 4 * LANES);
    a.blend(b.rearrange(SWAP_4), ODD_4).intoArray(m, at);
    a.rearrange(SWAP_4).blend(b, ODD_4).intoArray(m, at + 4 * LANES);
  }
}
