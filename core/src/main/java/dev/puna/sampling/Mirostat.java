package dev.puna.sampling;

import org.jspecify.annotations.Nullable;

/** Keeps the surprise of the tokens drawn near a target; see {@link MirostatOptions}. */
final class Mirostat implements SamplerStage {
  /** Of how many of the most likely tokens version 1 looks at how their probabilities fall. */
  private static final int OBSERVED = 100;

  private static final double LOG_2 = StrictMath.log(2);

  private final MirostatOptions options;

  /** The surprise that is allowed, in bits. */
  private double bound;

  /** What the next token is drawn from, until one is accepted. */
  private @Nullable Candidates offered;

  Mirostat(MirostatOptions options) {
    this.options = options;
    bound = 2.0 * options.tau();
  }

  @Override
  public void apply(Candidates candidates) {
    candidates.dropForbidden();
    if (options.version() == 1) {
      candidates.keepLargest(count(candidates));
    } else {
      dropSurprising(candidates);
    }
    offered = candidates;
  }

  @Override
  public void accept(int token) {
    // Tokens that were not drawn, as those of a prompt, say nothing about the bound.
    Candidates drawnFrom = offered;
    offered = null;
    int chosen = drawnFrom == null ? -1 : drawnFrom.find(token);
    if (drawnFrom != null && chosen >= 0) {
      double information = drawnFrom.logTotal() - drawnFrom.logit(chosen);
      bound -= options.eta() * (information / LOG_2 - options.tau());
    }
  }

  /**
   * How many tokens to keep, from an estimate of the exponent {@code s} of Zipf's law: the slope of
   * log probabilities over log ranks by least squares.
   */
  private int count(Candidates candidates) {
    int observed = Math.min(OBSERVED, candidates.size());
    if (observed < 2) {
      return 1;
    }
    candidates.sortLargest(observed);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < observed - 1; i++) {
      double ranks = StrictMath.log((i + 2.0) / (i + 1.0));
      products += ranks * ((double) candidates.logit(i) - candidates.logit(i + 1));
      squares += ranks * ranks;
    }
    double s = products / squares;
    double epsilon = s - 1;
    double n = candidates.vocabulary();
    // The limit of the fraction where s is 1 is 1 / log(n).
    double scale =
        Math.abs(epsilon) < 1e-9 ? 1 / StrictMath.log(n) : epsilon / (1 - Power.of(n, -epsilon));
    double count = Power.of(scale * Power.of(2, bound), 1 / s);
    return Math.max(1, (int) count);
  }

  private void dropSurprising(Candidates candidates) {
    double largest = candidates.logit(candidates.best());
    double least = candidates.logTotal() - bound * LOG_2;
    if (least > largest) {
      candidates.keepLargest(1);
    } else {
      candidates.keepAtLeast(least);
    }
  }
}
