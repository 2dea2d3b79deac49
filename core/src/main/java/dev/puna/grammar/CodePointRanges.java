package dev.puna.grammar;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Sets of code points: pairs of the least and the last of each range. Results are in order, and
 * their ranges do not touch.
 */
final class CodePointRanges {
  private CodePointRanges() {}

  /** The characters of a class. */
  static int[] of(GrammarNode.CharClass characters) {
    return characters.negated()
        ? complement(characters.ranges())
        : union(characters.ranges(), new int[0]);
  }

  /** What is in either, in any order and overlapping as they may; backward ranges are empty. */
  static int[] union(int[] a, int[] b) {
    int[][] pairs = new int[(a.length + b.length) / 2][];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] =
          2 * i < a.length
              ? new int[] {a[2 * i], a[2 * i + 1]}
              : new int[] {b[2 * i - a.length], b[2 * i + 1 - a.length]};
    }
    Arrays.sort(pairs, Comparator.comparingInt(pair -> pair[0]));
    int[] merged = new int[2 * pairs.length];
    int length = 0;
    for (int[] pair : pairs) {
      if (pair[0] > pair[1]) {
        continue;
      }
      if (length > 0 && pair[0] <= merged[length - 1] + 1) {
        merged[length - 1] = Math.max(merged[length - 1], pair[1]);
      } else {
        merged[length++] = pair[0];
        merged[length++] = pair[1];
      }
    }
    return Arrays.copyOf(merged, length);
  }

  /** All other code points. */
  static int[] complement(int[] ranges) {
    int[] sorted = union(ranges, new int[0]);
    int[] rest = new int[sorted.length + 2];
    int length = 0;
    int next = 0;
    for (int i = 0; i < sorted.length; i += 2) {
      if (sorted[i] > next) {
        rest[length++] = next;
        rest[length++] = sorted[i] - 1;
      }
      next = sorted[i + 1] + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      rest[length++] = next;
      rest[length++] = Character.MAX_CODE_POINT;
    }
    return Arrays.copyOf(rest, length);
  }

  /** What is in the first and not in the second. */
  static int[] minus(int[] a, int[] b) {
    return complement(union(complement(a), b));
  }

  /** What is in both of two results. */
  static int[] both(int[] a, int[] b) {
    int[] both = new int[a.length + b.length];
    int length = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int least = Math.max(a[i], b[j]);
      int most = Math.min(a[i + 1], b[j + 1]);
      if (least <= most) {
        both[length++] = least;
        both[length++] = most;
      }
      if (a[i + 1] < b[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return Arrays.copyOf(both, length);
  }

  static boolean contains(int[] ranges, int codePoint) {
    for (int i = 0; i < ranges.length; i += 2) {
      if (codePoint >= ranges[i] && codePoint <= ranges[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
