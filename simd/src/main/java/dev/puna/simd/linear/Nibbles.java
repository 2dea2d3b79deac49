package dev.puna.simd.linear;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** What the types with blocks of 32 and nibbles share: byte j has elements j and j + 16. */
final class Nibbles {
  private static final VectorSpecies<Integer> I32 = Lanes.I32;
  private static final int LANES = I32.length();
  private static final int BLOCK_LENGTH = 32;

  /** The word from which on a block's nibbles are turned, behind those of four steps. */
  static final int WORD = StepWords.BLOCKS * StepWords.BLOCK_WORDS;

  private Nibbles() {}

  /**
   * The order of their activations.
   *
   * @param factor what the sum of a block is multiplied with
   */
  static ActivationOrder order(float factor) {
    int[] columns = new int[BLOCK_LENGTH];
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      columns[i] = i / LANES % 2 * 16 + i / (2 * LANES) * LANES + i % LANES;
    }
    return new ActivationOrder(BLOCK_LENGTH, columns, BLOCK_LENGTH, factor);
  }

  /** Splits a block's nibbles, the words from {@link #WORD} on, to its places among the words. */
  static void four(Words words, int block) {
    int[] values = words.values;
    for (int i = 0; i != 4; i++) {
      IntVector v = IntVector.fromArray(I32, values, (WORD + i) * LANES);
      int to = place(block, i);
      v.and(0x0f0f0f0f).intoArray(values, to);
      v.lanewise(LSHR, 4).and(0x0f0f0f0f).intoArray(values, to + LANES / 4 * LANES);
    }
  }

  /** The same with fifth bits, which are the word behind the nibbles. */
  static void five(Words words, int block) {
    int[] values = words.values;
    IntVector fifth = IntVector.fromArray(I32, values, (WORD + 4) * LANES);
    for (int i = 0; i != 4; i++) {
      IntVector v = IntVector.fromArray(I32, values, (WORD + i) * LANES);
      IntVector low = v.and(0x0f0f0f0f);
      IntVector high = v.lanewise(LSHR, 4).and(0x0f0f0f0f);
      for (int j = 0; j != 4; j++) {
        IntVector bit = fifth.lanewise(LSHR, 4 * i + j);
        low = low.or(bit.and(1).lanewise(LSHL, 8 * j + 4));
        high = high.or(bit.and(0x10000).lanewise(LSHR, 12).lanewise(LSHL, 8 * j));
      }
      int to = place(block, i);
      low.intoArray(values, to);
      high.intoArray(values, to + LANES / 4 * LANES);
    }
  }

  /** Where low nibbles go: a step has those of some bytes, and then the high ones of the same. */
  private static int place(int block, int word) {
    int stepWords = LANES / 4;
    int at = block * StepWords.BLOCK_WORDS + word / stepWords * (2 * stepWords) + word % stepWords;
    return at * LANES;
  }
}
