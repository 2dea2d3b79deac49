package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Brings quants to where a {@link Panel} has them, for types with blocks of 32 and a scale each. A
 * word has four columns there, which belong to four strands; an int of the panel has the same
 * column of four steps.
 */
final class StepWords {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 32;

  /** Blocks of four steps. */
  static final int BLOCKS = 4 * Strands.COUNT / BLOCK_LENGTH;

  /** Words of a block, and of a step. */
  static final int BLOCK_WORDS = BLOCK_LENGTH / 4;

  private static final int STEP_WORDS = Strands.COUNT / 4;

  private StepWords() {}

  /** The first of the words' scales is that of a block, and so of all its steps. */
  static void placeScale(Panel panel, int column, int lane) {
    FloatVector scale = FloatVector.fromArray(F32, panel.words.scales, 0);
    int at = column / Strands.COUNT * Tile.ROWS + lane;
    for (int c = 0; c != BLOCK_LENGTH; c += Strands.COUNT) {
      scale.intoMemorySegment(ALL, panel.scales + 4L * at, Lanes.ORDER);
      at += Tile.ROWS;
    }
  }

  /**
   * Places four steps, the words of which are there in the order of positions.
   *
   * @param column the first of the four steps
   * @param blocks blocks that are there; the rest becomes zero
   */
  static void place(Panel panel, int column, int blocks, int lane) {
    int[] words = panel.words.values;
    if (blocks < BLOCKS) {
      Arrays.fill(words, blocks * BLOCK_WORDS * LANES, BLOCKS * BLOCK_WORDS * LANES, 0);
      Arrays.fill(panel.words.scales, 0, LANES, 0);
      for (int block = blocks; block < BLOCKS; block++) {
        placeScale(panel, column + block * BLOCK_LENGTH, lane);
      }
    }
    int stride = panel.quantStride;
    int at = column / (4 * Strands.COUNT) * Tile.ROWS + lane;
    IntVector evenBytes = IntVector.broadcast(I32, 0x00ff00ff);
    IntVector oddBytes = IntVector.broadcast(I32, 0xff00ff00);
    IntVector lower = IntVector.broadcast(I32, 0xffff);
    IntVector upper = IntVector.broadcast(I32, 0xffff0000);
    int w = 0;
    while (w != STEP_WORDS * LANES) {
      IntVector a = IntVector.fromArray(I32, words, w);
      IntVector b = IntVector.fromArray(I32, words, w + STEP_WORDS * LANES);
      IntVector c = IntVector.fromArray(I32, words, w + 2 * STEP_WORDS * LANES);
      IntVector d = IntVector.fromArray(I32, words, w + 3 * STEP_WORDS * LANES);
      IntVector ab = a.and(evenBytes).lanewise(LSHL, 8).or(b.and(evenBytes));
      IntVector cd = c.and(evenBytes).lanewise(LSHL, 8).or(d.and(evenBytes));
      ab.lanewise(LSHL, 16)
          .or(cd.and(lower))
          .intoMemorySegment(ALL, panel.quants + 4L * at, Lanes.ORDER);
      ab.and(upper)
          .or(cd.lanewise(LSHR, 16))
          .intoMemorySegment(ALL, panel.quants + 4L * (at + 2 * stride), Lanes.ORDER);
      ab = a.and(oddBytes).or(b.lanewise(LSHR, 8).and(evenBytes));
      cd = c.and(oddBytes).or(d.lanewise(LSHR, 8).and(evenBytes));
      ab.lanewise(LSHL, 16)
          .or(cd.and(lower))
          .intoMemorySegment(ALL, panel.quants + 4L * (at + stride), Lanes.ORDER);
      ab.and(upper)
          .or(cd.lanewise(LSHR, 16))
          .intoMemorySegment(ALL, panel.quants + 4L * (at + 3 * stride), Lanes.ORDER);
      w += LANES;
      at += 4 * stride;
    }
  }
}
