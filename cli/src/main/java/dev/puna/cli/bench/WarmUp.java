package dev.puna.cli.bench;

/**
 * Tells when a test has become as fast as it gets. The JVM compiles what runs often, in several
 * steps, so that speed rises over seconds.
 */
final class WarmUp {
  /** A run that is faster than the best before by less than this has gained nothing. */
  private static final double GAIN = 1.03;

  /** Runs in a row that must have gained nothing. */
  private static final int STEADY_RUNS = 2;

  /** How long nothing must have been gained: a large kernel takes half a second to compile. */
  private static final double STEADY_SECONDS = 1.5;

  /** Of a machine that does not come to rest this is enough. */
  private static final double MOST_SECONDS = 60;

  private double best;
  private int runs;
  private double seconds;
  private int steadyRuns;
  private double steadySeconds;

  /**
   * Takes note of a run.
   *
   * @param speed tokens a second
   * @param took how long the run was, in seconds
   */
  void add(double speed, double took) {
    runs++;
    seconds += took;
    if (speed > best * GAIN) {
      best = speed;
      steadyRuns = 0;
      steadySeconds = 0;
    } else {
      steadyRuns++;
      steadySeconds += took;
    }
  }

  /** Whether the next run may count. */
  boolean isDone() {
    return seconds >= MOST_SECONDS
        || (steadyRuns >= STEADY_RUNS && steadySeconds >= STEADY_SECONDS);
  }

  /** Runs so far. */
  int runs() {
    return runs;
  }
}
