package dev.puna.sampling;

/**
 * Keeps the tokens whose logit is at most {@code n} standard deviations below the largest one,
 * whatever the temperature. Forbidden tokens do not count.
 *
 * <p>Source: Tang et al., Top-nσ: Not All Logits Are You Need (2024).
 */
record TopNSigma(float n) implements SamplerStage {
  @Override
  public void apply(Candidates candidates) {
    candidates.dropForbidden();
    int size = candidates.size();
    double largest = candidates.logit(candidates.best());
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += candidates.logit(i) - largest;
    }
    double mean = sum / size;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double difference = candidates.logit(i) - largest - mean;
      squares += difference * difference;
    }
    candidates.keepAtLeast(largest - n * Math.sqrt(squares / size));
  }
}
