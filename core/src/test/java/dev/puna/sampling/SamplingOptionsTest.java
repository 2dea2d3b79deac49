package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SamplingOptionsTest {

  @Test
  void defaultsAreThoseOfLlamaCpp() {
    assertEquals(
        new SamplingOptions(
            0.8f,
            40,
            0.95f,
            0.05f,
            1,
            1,
            64,
            0,
            0,
            new DryOptions(0, 1.75f, 2, 64, List.of("\n", ":", "\"", "*")),
            0,
            new XtcOptions(0, 0.1f),
            new DynamicTemperatureOptions(0, 1),
            new MirostatOptions(0, 5, 0.1f),
            Map.of(),
            OptionalLong.empty()),
        SamplingOptions.defaults());
    assertEquals(
        SamplingOptions.defaults().toBuilder().temperature(0).build(), SamplingOptions.greedy());
  }

  @Test
  void builderSetsAndCopiesEveryOption() {
    SamplingOptions options =
        SamplingOptions.builder()
            .temperature(1.5f)
            .topK(7)
            .topP(0.5f)
            .minP(0.25f)
            .typicalP(0.75f)
            .repetitionPenalty(1.1f)
            .penaltyWindow(-1)
            .presencePenalty(-0.5f)
            .frequencyPenalty(0.125f)
            .dry(
                DryOptions.none()
                    .multiplier(0.5f)
                    .base(2)
                    .allowedLength(3)
                    .window(-1)
                    .sequenceBreakers(List.of("x")))
            .topNSigma(1.25f)
            .xtc(XtcOptions.none().probability(0.5f).threshold(0.2f))
            .dynamicTemperature(DynamicTemperatureOptions.none().range(0.25f).exponent(2))
            .mirostat(MirostatOptions.none().version(2).tau(4).eta(0.2f))
            .logitBias(Map.of(3, -1f))
            .seed(-9)
            .build();
    assertEquals(
        new SamplingOptions(
            1.5f,
            7,
            0.5f,
            0.25f,
            0.75f,
            1.1f,
            -1,
            -0.5f,
            0.125f,
            new DryOptions(0.5f, 2, 3, -1, List.of("x")),
            1.25f,
            new XtcOptions(0.5f, 0.2f),
            new DynamicTemperatureOptions(0.25f, 2),
            new MirostatOptions(2, 4, 0.2f),
            Map.of(3, -1f),
            OptionalLong.of(-9)),
        options);
    assertEquals(options, options.toBuilder().build());
  }

  @Test
  void laterChangesOfTheBiasMapDoNotShow() {
    Map<Integer, Float> bias = new HashMap<>(Map.of(1, 1f));
    SamplingOptions options = SamplingOptions.builder().logitBias(bias).build();
    bias.put(2, 2f);
    assertEquals(Map.of(1, 1f), options.logitBias());
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertRefused("temperature must be 0 or more, not -0.1", b -> b.temperature(-0.1f));
    assertRefused("temperature must be 0 or more, not NaN", b -> b.temperature(Float.NaN));
    assertRefused("temperature must be 0 or more, not Infinity", b -> b.temperature(1 / 0f));
    assertRefused("topK must be 0 (all) or more, not -1", b -> b.topK(-1));
    assertRefused("topP must be between 0 and 1, not 1.1", b -> b.topP(1.1f));
    assertRefused("topP must be between 0 and 1, not NaN", b -> b.topP(Float.NaN));
    assertRefused("minP must be between 0 and 1, not -1.0", b -> b.minP(-1));
    assertRefused("typicalP must be between 0 and 1, not 2.0", b -> b.typicalP(2));
    assertRefused("repetitionPenalty must be more than 0, not 0.0", b -> b.repetitionPenalty(0));
    assertRefused("penaltyWindow must be -1 (all) or more, not -2", b -> b.penaltyWindow(-2));
    assertRefused("presencePenalty must be finite, not NaN", b -> b.presencePenalty(Float.NaN));
    assertRefused(
        "frequencyPenalty must be finite, not -Infinity", b -> b.frequencyPenalty(-1 / 0f));
    assertRefused(
        "logitBias must be for token ids of 0 or more, not -3", b -> b.logitBias(Map.of(-3, 1f)));
    assertRefused(
        "logitBias of token 3 must be a number or negative infinity, not NaN",
        b -> b.logitBias(Map.of(3, Float.NaN)));
  }

  @Test
  void valuesOutOfRangeOfWhatIsOffByDefaultAreNamed() {
    assertRefused(
        "topNSigma must be 0 or -1 (none), or more than 0, not -0.5", b -> b.topNSigma(-0.5f));
    assertRefused(
        "topNSigma must be 0 or -1 (none), or more than 0, not NaN", b -> b.topNSigma(Float.NaN));
    assertEquals(-1, SamplingOptions.builder().topNSigma(-1).build().topNSigma());

    DryOptions dry = DryOptions.none();
    assertRefused(
        "dry.multiplier must be 0 (none) or more, not -1.0", b -> b.dry(dry.multiplier(-1)));
    assertRefused("dry.base must be 1 or more, not 0.5", b -> b.dry(dry.base(0.5f)));
    assertRefused("dry.base must be 1 or more, not NaN", b -> b.dry(dry.base(Float.NaN)));
    assertRefused("dry.allowedLength must be 0 or more, not -1", b -> b.dry(dry.allowedLength(-1)));
    assertRefused("dry.window must be -1 (all) or more, not -2", b -> b.dry(dry.window(-2)));
    String length = "the length in bytes of each of dry.sequenceBreakers must be between 1 and 40";
    assertRefused(length + ", not 0", b -> b.dry(dry.sequenceBreakers(List.of("a", ""))));
    assertRefused(
        length + ", not 42", b -> b.dry(dry.sequenceBreakers(List.of("\u00e4".repeat(21)))));
    assertRefused(
        "the number of dry.sequenceBreakers must be at most 64, not 65",
        b -> b.dry(dry.sequenceBreakers(Collections.nCopies(65, "a"))));

    XtcOptions xtc = XtcOptions.none();
    assertRefused(
        "xtc.probability must be between 0 (never) and 1, not 1.5",
        b -> b.xtc(xtc.probability(1.5f)));
    assertRefused(
        "xtc.threshold must be between 0 and 1, not NaN", b -> b.xtc(xtc.threshold(Float.NaN)));

    DynamicTemperatureOptions dynamic = DynamicTemperatureOptions.none();
    assertRefused(
        "dynamicTemperature.range must be 0 (none) or more, not -0.5",
        b -> b.dynamicTemperature(dynamic.range(-0.5f)));
    assertRefused(
        "dynamicTemperature.exponent must be 0 or more, not Infinity",
        b -> b.dynamicTemperature(dynamic.exponent(1 / 0f)));

    MirostatOptions mirostat = MirostatOptions.none();
    assertRefused(
        "mirostat.version must be 0 (off), 1 or 2, not 3", b -> b.mirostat(mirostat.version(3)));
    assertRefused(
        "mirostat.tau must be 0 bits or more, not -1.0", b -> b.mirostat(mirostat.tau(-1)));
    assertRefused(
        "mirostat.eta must be 0 or more, not NaN", b -> b.mirostat(mirostat.eta(Float.NaN)));
  }

  private static void assertRefused(String message, UnaryOperator<SamplingOptions.Builder> change) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> change.apply(SamplingOptions.builder()).build())
            .getMessage());
  }
}
