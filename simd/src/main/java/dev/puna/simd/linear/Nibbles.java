package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** What the types with blocks of 32 and nibbles share: byte j has elements j and j + 16. */
final class Nibbles {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = F32.length();
  private static final int BLOCK_LENGTH = 32;

  private Nibbles() {}

  /**
   * The order of their activations.
   *
   * @param factor what the sum of a block is multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    float[] factors = new float[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      columns[i] = i / LANES % 2 * 16 + i / (2 * LANES) * LANES + i % LANES;
      factors[i] = 1;
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, factors, BLOCK_LENGTH, factor);
  }

  /** Decodes a block's nibbles, the words from 0 on. */
  static void decodeFour(Panel panel, int position, int lane) {
    float[] target = panel.values;
    int stride = panel.stride;
    Words words = panel.words;
    FloatVector scale = FloatVector.fromArray(F32, words.scales, 0);
    int step = panel.at(position) + lane;
    int at = step;
    int j = 0;
    while (j != BLOCK_LENGTH / 2) {
      IntVector v = IntVector.fromArray(I32, words.values, j / 4 * LANES);
      int odd = at + LANES * stride;
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        FloatVector w = (FloatVector) v.and(0xf).convertShape(I2F, F32, 0);
        w.mul(scale).intoArray(target, at);
        w = (FloatVector) v.lanewise(LSHR, 4).and(0xf).convertShape(I2F, F32, 0);
        w.mul(scale).intoArray(target, odd);
        v = v.lanewise(LSHR, 8);
        at += stride;
        odd += stride;
      }
      j += 4;
      if (LANES < 16 && j % LANES == 0) {
        step += Tile.ROWS;
        at = step;
      }
    }
  }

  /** Decodes a block's quants, the words from 0 on, whose fifth bits are word 4. */
  static void decodeFive(Panel panel, int position, int lane) {
    float[] target = panel.values;
    int stride = panel.stride;
    Words words = panel.words;
    FloatVector scale = FloatVector.fromArray(F32, words.scales, 0);
    IntVector fifth = IntVector.fromArray(I32, words.values, 4 * LANES);
    int step = panel.at(position) + lane;
    int at = step;
    int j = 0;
    while (j != BLOCK_LENGTH / 2) {
      IntVector v = IntVector.fromArray(I32, words.values, j / 4 * LANES);
      int odd = at + LANES * stride;
      for (int bytes = 0b1111; bytes != 0; bytes >>= 1) {
        IntVector low = v.and(0xf).or(fifth.lanewise(LSHL, 4).and(0x10));
        IntVector high = v.lanewise(LSHR, 4).and(0xf).or(fifth.lanewise(LSHR, 12).and(0x10));
        ((FloatVector) low.convertShape(I2F, F32, 0)).mul(scale).intoArray(target, at);
        ((FloatVector) high.convertShape(I2F, F32, 0)).mul(scale).intoArray(target, odd);
        fifth = fifth.lanewise(LSHR, 1);
        v = v.lanewise(LSHR, 8);
        at += stride;
        odd += stride;
      }
      j += 4;
      if (LANES < 16 && j % LANES == 0) {
        step += Tile.ROWS;
        at = step;
      }
    }
  }
}
