package dev.puna.sampling;

/**
 * Mirostat: keeps the surprise of the tokens drawn, and so the perplexity of the text, near a
 * target, by keeping fewer or more of the most likely tokens.
 *
 * <p>It takes the place of everything that removes candidates (top-n-sigma, top-k, typical, top-p,
 * min-p, XTC) and of the dynamic temperature; bias, penalties and temperature come before it.
 *
 * <p>Source: Basu et al., Mirostat: A Neural Text Decoding Algorithm that Directly Controls
 * Perplexity (2021).
 *
 * @param version 1 chooses how many tokens to keep from an estimate of how their probabilities
 *     fall; 2 drops the tokens that are more surprising than a bound; 0 is off
 * @param tau the target, in bits
 * @param eta how quickly the bound follows what was drawn
 */
public record MirostatOptions(int version, float tau, float eta) {
  private static final MirostatOptions NONE = new MirostatOptions(0, 5, 0.1f);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option that is out of range, its value and the
   *     range
   */
  public MirostatOptions {
    SamplingOptions.check(
        version >= 0 && version <= 2, "mirostat.version", version, "0 (off), 1 or 2");
    SamplingOptions.check(
        tau >= 0 && tau <= Float.MAX_VALUE, "mirostat.tau", tau, "0 bits or more");
    SamplingOptions.check(eta >= 0 && eta <= Float.MAX_VALUE, "mirostat.eta", eta, "0 or more");
  }

  /** Off; the rest as in llama.cpp: a target of 5 bits and a rate of 0.1. */
  public static MirostatOptions none() {
    return NONE;
  }

  /** Sets the version, 1 or 2, or 0 for off; returns a changed copy. */
  public MirostatOptions version(int value) {
    return new MirostatOptions(value, tau, eta);
  }

  /** Sets the target, in bits; returns a changed copy. */
  public MirostatOptions tau(float value) {
    return new MirostatOptions(version, value, eta);
  }

  /** Sets the rate; returns a changed copy. */
  public MirostatOptions eta(float value) {
    return new MirostatOptions(version, tau, value);
  }

  /** Whether there is anything to do. */
  boolean isOn() {
    return version != 0;
  }
}
