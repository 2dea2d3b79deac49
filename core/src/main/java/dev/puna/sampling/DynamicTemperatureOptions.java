package dev.puna.sampling;

/**
 * A temperature that follows the model's uncertainty: from {@code temperature - range} where it is
 * certain to {@code temperature + range} where all candidates are equally likely.
 *
 * <p>Source: kalomaze, llama.cpp pull request 4972.
 *
 * @param range how far the temperature moves either way; 0 for not at all. It does not fall below 0
 * @param exponent the power to which uncertainty, the entropy as a part of the largest possible
 *     one, is raised: below 1 temperatures are high even at little uncertainty
 */
public record DynamicTemperatureOptions(float range, float exponent) {
  private static final DynamicTemperatureOptions NONE = new DynamicTemperatureOptions(0, 1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option that is out of range, its value and the
   *     range
   */
  public DynamicTemperatureOptions {
    SamplingOptions.check(
        range >= 0 && range <= Float.MAX_VALUE,
        "dynamicTemperature.range",
        range,
        "0 (none) or more");
    SamplingOptions.check(
        exponent >= 0 && exponent <= Float.MAX_VALUE,
        "dynamicTemperature.exponent",
        exponent,
        "0 or more");
  }

  /** A fixed temperature. */
  public static DynamicTemperatureOptions none() {
    return NONE;
  }

  /** Sets how far the temperature moves; returns a changed copy. */
  public DynamicTemperatureOptions range(float value) {
    return new DynamicTemperatureOptions(value, exponent);
  }

  /** Sets the power to which uncertainty is raised; returns a changed copy. */
  public DynamicTemperatureOptions exponent(float value) {
    return new DynamicTemperatureOptions(range, value);
  }
}
