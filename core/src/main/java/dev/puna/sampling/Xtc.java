package dev.puna.sampling;

import java.util.SplittableRandom;

/** Now and then takes the top choices away, all but the least likely; see {@link XtcOptions}. */
final class Xtc implements SamplerStage {
  private final XtcOptions options;
  private final SplittableRandom random;

  /** The stage; it takes one number from {@code random} for each token. */
  Xtc(XtcOptions options, SplittableRandom random) {
    this.options = options;
    this.random = random;
  }

  @Override
  public void apply(Candidates candidates) {
    if (random.nextDouble() >= options.probability()) {
      return;
    }
    double[] weights = candidates.weights();
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      total += weights[i];
    }
    int last = -1;
    for (int i = 0; i < candidates.size(); i++) {
      boolean isTop = weights[i] >= options.threshold() * total;
      if (isTop && (last < 0 || candidates.precedes(last, i))) {
        last = i;
      }
    }
    if (last >= 0) {
      candidates.dropBefore(last);
    }
  }
}
