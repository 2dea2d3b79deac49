package dev.puna.sampling;

/** Keeps the fewest most likely tokens whose probabilities sum to {@code p} or more. */
record TopP(float p) implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    double[] weights = candidates.weights();
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      total += weights[i];
    }
    if (!candidates.isSorted()) {
      MassSelection.keep(candidates, weights, weights, p * total);
      return;
    }
    double sum = weights[0];
    int kept = 1;
    while (sum < p * total && kept < candidates.size()) {
      sum += weights[kept++];
    }
    candidates.keepFirst(kept);
  }
}
