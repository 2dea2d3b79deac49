package dev.puna.simd.linear;

import static dev.puna.simd.vector.Memory.ALL;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns words of four bytes, so that a vector has the same word of neighbouring rows: that costs a
 * fourth or an eighth of what turning decoded weights would.
 *
 * <p>There are as many rows as a vector has lanes. Rows beyond the last are the last once more.
 */
final class Words {
  private static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, Lanes.SHAPE);
  private static final int LANES = Lanes.F32.length();
  private static final long LOW = 0xffffffffL;

  /** Words of the largest block, and a few to spare. */
  private static final int MOST = 64;

  /** Words {@code [MOST, lanes]}. */
  final int[] values = new int[MOST * LANES];

  /** Scales of the rows' groups, {@code [MOST, lanes]}. */
  final float[] scales = new float[MOST * LANES];

  /** Pairs of words {@code [MOST / 2, lanes]}; those of even rows come first. */
  private final long[] pairs = new long[MOST / 2 * LANES];

  /**
   * Turns pairs of words.
   *
   * @param from the address of the first row's pairs
   * @param rowBytes bytes from row to row
   * @param last the last row
   * @param count pairs
   * @param to the word that the first becomes
   */
  void turn(long from, long rowBytes, int last, int count, int to) {
    for (int i = 0; i < count; i++) {
      long p = from + 8L * i;
      int at = i * LANES;
      if (last == LANES - 1) {
        for (int j = 0; j < LANES / 2; j++) {
          pairs[at + j] = ALL.get(Bytes.I64, p);
          pairs[at + LANES / 2 + j] = ALL.get(Bytes.I64, p + rowBytes);
          p += 2 * rowBytes;
        }
      } else {
        for (int row = 0; row < LANES; row++) {
          pairs[at + row / 2 + row % 2 * (LANES / 2)] = ALL.get(Bytes.I64, p);
          p += row < last ? rowBytes : 0;
        }
      }
    }
    int target = to * LANES;
    for (int at = 0; at < count * LANES; at += LANES) {
      LongVector even = LongVector.fromArray(I64, pairs, at);
      LongVector odd = LongVector.fromArray(I64, pairs, at + LANES / 2);
      LongVector first = even.and(LOW).or(odd.lanewise(LSHL, 32));
      LongVector second = even.lanewise(LSHR, 32).or(odd.and(~LOW));
      first.reinterpretAsInts().intoArray(values, target);
      second.reinterpretAsInts().intoArray(values, target + LANES);
      target += 2 * LANES;
    }
  }

  /** Reads an F16 of each row to the scales at {@code to}. */
  void halves(long from, long rowBytes, int last, int to) {
    long p = from;
    for (int row = 0; row < LANES; row++) {
      scales[to * LANES + row] = Float.float16ToFloat(ALL.get(Bytes.I16, p));
      p += row < last ? rowBytes : 0;
    }
  }

  /** Decodes the F16 that begins at bit {@code shift} of a word to the scales at {@code to}. */
  void halves(int word, int shift, int to) {
    for (int row = 0; row < LANES; row++) {
      scales[to * LANES + row] =
          Float.float16ToFloat((short) (values[word * LANES + row] >> shift));
    }
  }
}
