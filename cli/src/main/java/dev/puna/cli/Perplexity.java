package dev.puna.cli;

/**
 * How surprised a model is by a text: {@code exp} of the mean negative log likelihood of its
 * tokens.
 */
final class Perplexity {
  private double sum;
  private double squares;
  private long count;

  /** Counts a token that followed. */
  void add(float[] logits, int token) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - largest);
    }
    double surprise = Math.log(total) + (largest - logits[token]);
    sum += surprise;
    squares += surprise * surprise;
    count++;
  }

  /** Tokens counted. */
  long count() {
    return count;
  }

  /** The perplexity of the tokens counted. */
  double value() {
    return Math.exp(sum / count);
  }

  /** The standard error of {@link #value()}; two tokens at least must be counted. */
  double error() {
    double mean = sum / count;
    double variance = Math.max(0, squares / count - mean * mean);
    return value() * Math.sqrt(variance / (count - 1));
  }
}
