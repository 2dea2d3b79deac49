package dev.puna.testing;

import java.util.Arrays;

/** Compares results {@code [sequence][position][]}. */
public final class Comparison {
  private Comparison() {}

  /** Differences that are nothing beside any number of a model. */
  private static final double NOTHING = 1e-30;

  /**
   * Fails unless each element is as wanted within {@code tolerance} times the root mean square of
   * its row.
   */
  public static void assertClose(float[][][] want, float[][][] got, double tolerance, String what) {
    for (int s = 0; s < want.length; s++) {
      for (int p = 0; p < want[s].length; p++) {
        double squares = 0;
        for (float w : want[s][p]) {
          squares += (double) w * w;
        }
        double allowed = tolerance * Math.sqrt(squares / want[s][p].length) + NOTHING;
        for (int i = 0; i < want[s][p].length; i++) {
          if (!(Math.abs(want[s][p][i] - got[s][p][i]) <= allowed)) {
            throw new AssertionError(
                what + ": " + place(s, p, i) + " is " + got[s][p][i] + ", not " + want[s][p][i]);
          }
        }
      }
    }
  }

  /** Fails unless all bits are the same. */
  public static void assertSame(float[][][] want, float[][][] got, String what) {
    for (int s = 0; s < want.length; s++) {
      for (int p = 0; p < want[s].length; p++) {
        int i = Arrays.mismatch(want[s][p], got[s][p]);
        if (i >= 0) {
          throw new AssertionError(
              what + ": " + place(s, p, i) + " is " + got[s][p][i] + ", not " + want[s][p][i]);
        }
      }
    }
  }

  private static String place(int sequence, int position, int element) {
    return "sequence " + sequence + ", position " + position + ", element " + element;
  }
}
