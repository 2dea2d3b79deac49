package dev.puna.sampling;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen. Defaults are those of llama.cpp; {@link Sampler} states the order
 * in which they take effect.
 *
 * @param temperature 0 takes the most likely token always; 1 leaves probabilities as they are
 * @param topK how many of the most likely tokens are kept; 0 for all
 * @param topP the fewest most likely tokens with this much probability are kept; 1 for all
 * @param minP tokens less likely than this part of the most likely one are dropped; 0 for none
 * @param typicalP the most typical tokens with this much probability are kept; 1 for all
 * @param repetitionPenalty divides the logits of tokens in the window, or multiplies them if they
 *     are negative; 1 for none
 * @param penaltyWindow how many of the last tokens, prompt included, penalties look at; -1 for all,
 *     0 for none
 * @param presencePenalty is subtracted from the logits of tokens in the window; 0 for none
 * @param frequencyPenalty is subtracted for each occurrence in the window; 0 for none
 * @param dry how repetitions are made less likely; {@link DryOptions#none()} for not at all
 * @param topNSigma tokens whose logit is more than this many standard deviations below the largest
 *     one are dropped; 0 or -1 for none
 * @param xtc how often top choices are taken away; {@link XtcOptions#none()} for never
 * @param dynamicTemperature how the temperature follows the model's uncertainty; {@link
 *     DynamicTemperatureOptions#none()} for not at all
 * @param mirostat steers the surprise of the tokens drawn, in place of what removes candidates
 *     otherwise; {@link MirostatOptions#none()} for not at all
 * @param logitBias is added to the logits of these token ids; negative infinity forbids a token
 * @param seed makes a choice repeatable; empty for another one each time
 */
public record SamplingOptions(
    float temperature,
    int topK,
    float topP,
    float minP,
    float typicalP,
    float repetitionPenalty,
    int penaltyWindow,
    float presencePenalty,
    float frequencyPenalty,
    DryOptions dry,
    float topNSigma,
    XtcOptions xtc,
    DynamicTemperatureOptions dynamicTemperature,
    MirostatOptions mirostat,
    Map<Integer, Float> logitBias,
    OptionalLong seed) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option that is out of range, its value and the
   *     range
   */
  public SamplingOptions {
    check(
        temperature >= 0 && temperature <= Float.MAX_VALUE,
        "temperature",
        temperature,
        "0 or more");
    check(topK >= 0, "topK", topK, "0 (all) or more");
    check(topP >= 0 && topP <= 1, "topP", topP, "between 0 and 1");
    check(minP >= 0 && minP <= 1, "minP", minP, "between 0 and 1");
    check(typicalP >= 0 && typicalP <= 1, "typicalP", typicalP, "between 0 and 1");
    check(
        repetitionPenalty > 0 && repetitionPenalty <= Float.MAX_VALUE,
        "repetitionPenalty",
        repetitionPenalty,
        "more than 0");
    check(penaltyWindow >= -1, "penaltyWindow", penaltyWindow, "-1 (all) or more");
    check(Float.isFinite(presencePenalty), "presencePenalty", presencePenalty, "finite");
    check(Float.isFinite(frequencyPenalty), "frequencyPenalty", frequencyPenalty, "finite");
    check(
        (topNSigma >= 0 || topNSigma == -1) && topNSigma <= Float.MAX_VALUE,
        "topNSigma",
        topNSigma,
        "0 or -1 (none), or more than 0");
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(
        (token, bias) -> {
          check(token >= 0, "logitBias", token, "for token ids of 0 or more");
          check(
              bias < Float.POSITIVE_INFINITY,
              "logitBias of token " + token,
              bias,
              "a number or negative infinity");
        });
  }

  /** The defaults of llama.cpp: temperature 0.8, top-k 40, top-p 0.95, min-p 0.05, no penalties. */
  public static SamplingOptions defaults() {
    return new Builder().build();
  }

  /** Always the most likely token. */
  public static SamplingOptions greedy() {
    return new Builder().temperature(0).build();
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.temperature = temperature;
    builder.topK = topK;
    builder.topP = topP;
    builder.minP = minP;
    builder.typicalP = typicalP;
    builder.repetitionPenalty = repetitionPenalty;
    builder.penaltyWindow = penaltyWindow;
    builder.presencePenalty = presencePenalty;
    builder.frequencyPenalty = frequencyPenalty;
    builder.dry = dry;
    builder.topNSigma = topNSigma;
    builder.xtc = xtc;
    builder.dynamicTemperature = dynamicTemperature;
    builder.mirostat = mirostat;
    builder.logitBias = logitBias;
    builder.seed = seed;
    return builder;
  }

  static void check(boolean valid, String name, Number value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
    }
  }

  /**
   * Collects options; {@link SamplingOptions} says what each means. Values are checked at the end.
   */
  public static final class Builder {
    private float temperature = 0.8f;
    private int topK = 40;
    private float topP = 0.95f;
    private float minP = 0.05f;
    private float typicalP = 1;
    private float repetitionPenalty = 1;
    private int penaltyWindow = 64;
    private float presencePenalty;
    private float frequencyPenalty;
    private DryOptions dry = DryOptions.none();
    private float topNSigma;
    private XtcOptions xtc = XtcOptions.none();
    private DynamicTemperatureOptions dynamicTemperature = DynamicTemperatureOptions.none();
    private MirostatOptions mirostat = MirostatOptions.none();
    private Map<Integer, Float> logitBias = Map.of();
    private OptionalLong seed = OptionalLong.empty();

    private Builder() {}

    /** Sets the temperature; 0 is greedy. */
    public Builder temperature(float value) {
      temperature = value;
      return this;
    }

    /** Sets how many of the most likely tokens are kept; 0 for all. */
    public Builder topK(int value) {
      topK = value;
      return this;
    }

    /** Sets the probability that the most likely tokens kept must have together; 1 for all. */
    public Builder topP(float value) {
      topP = value;
      return this;
    }

    /** Sets the least probability kept, as a part of the largest; 0 for all. */
    public Builder minP(float value) {
      minP = value;
      return this;
    }

    /** Sets the probability that the most typical tokens kept must have together; 1 for all. */
    public Builder typicalP(float value) {
      typicalP = value;
      return this;
    }

    /** Sets the factor that logits of recent tokens are lowered by; 1 for none. */
    public Builder repetitionPenalty(float value) {
      repetitionPenalty = value;
      return this;
    }

    /** Sets how many of the last tokens penalties look at; -1 for all, 0 for none. */
    public Builder penaltyWindow(int value) {
      penaltyWindow = value;
      return this;
    }

    /** Sets what is subtracted from the logit of a token that occurs in the window. */
    public Builder presencePenalty(float value) {
      presencePenalty = value;
      return this;
    }

    /** Sets what is subtracted from the logit of a token for each time it occurs in the window. */
    public Builder frequencyPenalty(float value) {
      frequencyPenalty = value;
      return this;
    }

    /** Sets how repetitions are made less likely. */
    public Builder dry(DryOptions value) {
      dry = value;
      return this;
    }

    /** Sets how many standard deviations below the largest logit tokens are kept; 0 for all. */
    public Builder topNSigma(float value) {
      topNSigma = value;
      return this;
    }

    /** Sets how often top choices are taken away. */
    public Builder xtc(XtcOptions value) {
      xtc = value;
      return this;
    }

    /** Sets how the temperature follows the model's uncertainty. */
    public Builder dynamicTemperature(DynamicTemperatureOptions value) {
      dynamicTemperature = value;
      return this;
    }

    /** Sets how the surprise of the tokens drawn is steered. */
    public Builder mirostat(MirostatOptions value) {
      mirostat = value;
      return this;
    }

    /** Sets what is added to the logits of these token ids. */
    public Builder logitBias(Map<Integer, Float> value) {
      logitBias = value;
      return this;
    }

    /** Sets the seed: equal seeds and logits give equal tokens, on every machine. */
    public Builder seed(long value) {
      seed = OptionalLong.of(value);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public SamplingOptions build() {
      return new SamplingOptions(
          temperature,
          topK,
          topP,
          minP,
          typicalP,
          repetitionPenalty,
          penaltyWindow,
          presencePenalty,
          frequencyPenalty,
          dry,
          topNSigma,
          xtc,
          dynamicTemperature,
          mirostat,
          logitBias,
          seed);
    }
  }
}
