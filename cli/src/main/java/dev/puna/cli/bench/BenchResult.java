package dev.puna.cli.bench;

import java.util.List;

/**
 * What a test gave.
 *
 * @param warmUpRuns runs before the timed ones
 * @param samples tokens a second of each timed run, of all sequences together
 */
public record BenchResult(BenchTest test, int warmUpRuns, List<Double> samples) {
  /** The samples' mean. */
  public double mean() {
    double sum = 0;
    for (double sample : samples) {
      sum += sample;
    }
    return sum / samples.size();
  }

  /** The samples' standard deviation; 0 where there is one. */
  public double deviation() {
    if (samples.size() < 2) {
      return 0;
    }
    double mean = mean();
    double squares = 0;
    for (double sample : samples) {
      squares += (sample - mean) * (sample - mean);
    }
    return Math.sqrt(squares / (samples.size() - 1));
  }
}
