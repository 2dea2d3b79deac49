package dev.puna.sampling;

/**
 * Locally typical sampling: keeps the tokens whose information {@code -log(probability)} is nearest
 * to the entropy of the distribution, the fewest whose probabilities sum to {@code p} or more.
 *
 * <p>Source: Meister et al., Locally Typical Sampling (2022).
 */
final class TypicalP implements SamplerStage {
  private final float p;
  private double[] keys = new double[0];

  TypicalP(float p) {
    this.p = p;
  }

  @Override
  public void apply(Candidates candidates) {
    int size = candidates.size();
    if (keys.length < size) {
      keys = new double[size];
    }
    double largest = candidates.logit(candidates.best());
    double[] weights = candidates.weights();
    double total = 0;
    double weightedLogits = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
      if (weights[i] > 0) {
        weightedLogits += weights[i] * (candidates.logit(i) - largest);
      }
    }
    // Information is log(total) - logit and entropy its mean: log(total) drops out of the distance.
    double meanLogit = weightedLogits / total;
    for (int i = 0; i < size; i++) {
      keys[i] = -Math.abs(candidates.logit(i) - largest - meanLogit);
    }
    MassSelection.keep(candidates, keys, weights, p * total);
  }
}
