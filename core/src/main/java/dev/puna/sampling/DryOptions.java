package dev.puna.sampling;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * DRY, "don't repeat yourself": a token that would lengthen a repetition of at least {@code
 * allowedLength} tokens has {@code multiplier * base^(length - allowedLength)} subtracted from its
 * logit, where {@code length} is how many tokens before it repeat. Immutable; each method returns a
 * changed copy.
 *
 * <p>Source: P. E. Weidmann, text-generation-webui pull request 5677, with the algorithm of
 * koboldcpp's pull request 982; defaults are those of llama.cpp.
 *
 * @param multiplier 0 for none
 * @param base 1 or more
 * @param allowedLength how long a repetition may get at no cost, in tokens
 * @param window how many of the last tokens, prompt included, are searched for repetitions; -1 for
 *     all, 0 for none
 * @param sequenceBreakers texts that no repetition reaches across; a token that contains one is
 *     never made less likely. At most {@value #MAX_BREAKERS} of {@value #MAX_BYTES} bytes in UTF-8
 */
public record DryOptions(
    float multiplier, float base, int allowedLength, int window, List<String> sequenceBreakers) {
  /** The most sequence breakers there may be. */
  public static final int MAX_BREAKERS = 64;

  /** The longest that a sequence breaker may be, in bytes of UTF-8. */
  public static final int MAX_BYTES = 40;

  private static final DryOptions NONE =
      new DryOptions(0, 1.75f, 2, 64, List.of("\n", ":", "\"", "*"));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option that is out of range, its value and the
   *     range
   */
  public DryOptions {
    sequenceBreakers = List.copyOf(sequenceBreakers);
    SamplingOptions.check(
        multiplier >= 0 && multiplier <= Float.MAX_VALUE,
        "dry.multiplier",
        multiplier,
        "0 (none) or more");
    SamplingOptions.check(base >= 1 && base <= Float.MAX_VALUE, "dry.base", base, "1 or more");
    SamplingOptions.check(allowedLength >= 0, "dry.allowedLength", allowedLength, "0 or more");
    SamplingOptions.check(window >= -1, "dry.window", window, "-1 (all) or more");
    SamplingOptions.check(
        sequenceBreakers.size() <= MAX_BREAKERS,
        "the number of dry.sequenceBreakers",
        sequenceBreakers.size(),
        "at most " + MAX_BREAKERS);
    for (String breaker : sequenceBreakers) {
      int length = breaker.getBytes(StandardCharsets.UTF_8).length;
      SamplingOptions.check(
          length >= 1 && length <= MAX_BYTES,
          "the length in bytes of each of dry.sequenceBreakers",
          length,
          "between 1 and " + MAX_BYTES);
    }
  }

  /**
   * No penalty; what else there is has the defaults: base 1.75, allowed length 2, a window of 64
   * tokens, and new lines, colons, quotes and asterisks as breakers.
   */
  public static DryOptions none() {
    return NONE;
  }

  /** Sets the penalty of a repetition of the allowed length; 0 for none. */
  public DryOptions multiplier(float value) {
    return new DryOptions(value, base, allowedLength, window, sequenceBreakers);
  }

  /** Sets the factor by which each further token raises the penalty. */
  public DryOptions base(float value) {
    return new DryOptions(multiplier, value, allowedLength, window, sequenceBreakers);
  }

  /** Sets how many tokens may repeat at no cost. */
  public DryOptions allowedLength(int value) {
    return new DryOptions(multiplier, base, value, window, sequenceBreakers);
  }

  /** Sets how many of the last tokens are searched; -1 for all, 0 for none. */
  public DryOptions window(int value) {
    return new DryOptions(multiplier, base, allowedLength, value, sequenceBreakers);
  }

  /** Sets the texts that no repetition reaches across. */
  public DryOptions sequenceBreakers(List<String> texts) {
    return new DryOptions(multiplier, base, allowedLength, window, texts);
  }

  /** Whether there is anything to do. */
  boolean isOn() {
    return multiplier > 0 && window != 0;
  }
}
