package dev.puna.engine;

import java.util.Arrays;

/**
 * How long a step takes by its number of tokens, as measured so far. A number that was not met is
 * judged by its neighbours.
 *
 * <p>Estimates fall faster than they rise, because a step that takes too long says little: code
 * that is not yet compiled, a pause of the machine.
 */
final class StepTimes {
  /** What a further token adds to the time of one, as long as nothing is known. */
  private static final double GUESS = 0.25;

  private static final double FALL = 0.5;
  private static final double RISE = 0.125;
  private static final double MOST_RISE = 2;

  /** By number of tokens, in nanoseconds; 0 where it was not measured. */
  private final double[] nanos;

  /** Times of steps of up to {@code tokens} tokens. */
  StepTimes(int tokens) {
    nanos = new double[tokens + 1];
  }

  /** A step took so long; larger ones than planned for are ignored. */
  void add(int tokens, long measured) {
    if (tokens >= nanos.length || tokens < 1) {
      return;
    }
    double before = nanos[tokens];
    double now = Math.max(1, measured);
    if (before > 0) {
      now = Math.min(now, MOST_RISE * before);
      now = before + (now < before ? FALL : RISE) * (now - before);
    }
    nanos[tokens] = now;
    // What others were said to take may be out of date. A smaller step does not take longer, nor
    // does a token in a larger one.
    for (int i = 1; i < nanos.length; i++) {
      nanos[i] = Math.min(nanos[i], i < tokens ? now : now * i / tokens);
    }
  }

  /** Whether anything was measured. */
  boolean isKnown() {
    return Arrays.stream(nanos).anyMatch(time -> time > 0);
  }

  /** The time of a step, in nanoseconds; of no known unit where nothing was measured. */
  double of(int tokens) {
    int below = Math.min(tokens, nanos.length - 1);
    while (below > 0 && nanos[below] == 0) {
      below--;
    }
    if (below == tokens && below > 0) {
      return nanos[below];
    }
    int above = tokens + 1;
    while (above < nanos.length && nanos[above] == 0) {
      above++;
    }
    if (above < nanos.length) {
      return below == 0
          ? nanos[above] * guess(tokens) / guess(above)
          : nanos[below]
              + (nanos[above] - nanos[below]) * (tokens - below) / (double) (above - below);
    }
    if (below == 0) {
      return guess(tokens);
    }
    int first = 1;
    while (nanos[first] == 0) {
      first++;
    }
    return first == below
        ? nanos[below] * guess(tokens) / guess(below)
        : nanos[below]
            + Math.max(0, nanos[below] - nanos[first])
                * (tokens - below)
                / (double) (below - first);
  }

  private static double guess(int tokens) {
    return 1 + GUESS * (tokens - 1);
  }
}
