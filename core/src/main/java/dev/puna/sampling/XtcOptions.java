package dev.puna.sampling;

/**
 * XTC, "exclude top choices": with some probability, of all tokens that are likely enough only the
 * least likely one stays, so that answers become less predictable and still make sense.
 *
 * <p>Source: P. E. Weidmann, text-generation-webui pull request 6335.
 *
 * @param probability how often, between 0 (never) and 1 (at each token)
 * @param threshold how likely a token must be to count as a top choice; there never are two above
 *     0.5
 */
public record XtcOptions(float probability, float threshold) {
  private static final XtcOptions NONE = new XtcOptions(0, 0.1f);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option that is out of range, its value and the
   *     range
   */
  public XtcOptions {
    SamplingOptions.check(
        probability >= 0 && probability <= 1,
        "xtc.probability",
        probability,
        "between 0 (never) and 1");
    SamplingOptions.check(
        threshold >= 0 && threshold <= 1, "xtc.threshold", threshold, "between 0 and 1");
  }

  /** Never; with the threshold that llama.cpp has by default, 0.1. */
  public static XtcOptions none() {
    return NONE;
  }

  /** Sets how often; returns a changed copy. */
  public XtcOptions probability(float value) {
    return new XtcOptions(value, threshold);
  }

  /** Sets how likely a top choice must be; returns a changed copy. */
  public XtcOptions threshold(float value) {
    return new XtcOptions(probability, value);
  }

  /** Whether there is anything to do. */
  boolean isOn() {
    return probability > 0 && threshold <= 0.5f;
  }
}
