package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What Q2_K and Q3_K share: byte {@code 32 h + l} of the quants has two bits each of the elements
 * {@code 128 h + 32 k + l}.
 */
final class Crumbs {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 256;
  static final int GROUP_LENGTH = 16;

  /** Words whose lowest two bits, say, are of one group. */
  static final int GROUP_WORDS = GROUP_LENGTH / 4;

  /** The scales of the lowest two bits of a vector's bytes, of one half or both. */
  static final VectorShuffle<Float> SCALES =
      VectorShuffle.fromOp(F32, i -> (i / 8 * 8 + i % 8 / 4) % LANES);

  /** Brings those of the next two bits to their place. */
  static final VectorShuffle<Float> NEXT = VectorShuffle.fromOp(F32, i -> (i + 2) % LANES);

  private Crumbs() {}

  /**
   * The order of their activations.
   *
   * @param factor what sums are multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      int n = i / LANES % 16 / 2;
      int k = n / 4 * 2 + i / LANES % 2;
      int b = n % 4;
      int at = i / (16 * LANES) * 4 * LANES + i % LANES * 4 + b;
      columns[i] = at / 32 * 128 + 32 * k + at % 32;
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, GROUP_LENGTH, factor);
  }

  /** Brings the scales of a block of many rows to where those of each class of strands belong. */
  static void placeScales(Panel panel, int column, int lane) {
    int at = column / (8 * LANES) * Tile.ROWS + lane;
    for (int word = 0; word != BLOCK_LENGTH / 16; word += LANES) {
      for (int pair = 0; pair != 2; pair++) {
        for (int c = 0; c != panel.scaleClasses(); c++) {
          int first = word + c / 2 * GROUP_WORDS;
          int group = first / 8 * 8 + 4 * pair + c % 2 * 2 + first % 8 / GROUP_WORDS;
          FloatVector.fromArray(F32, panel.words.scales, group * LANES)
              .intoMemorySegment(
                  ALL, panel.scales + 4L * (c * panel.quantStride + at), Lanes.ORDER);
        }
        at += Tile.ROWS;
      }
    }
  }
}
