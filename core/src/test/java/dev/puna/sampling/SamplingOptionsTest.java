package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SamplingOptionsTest {

  @Test
  void defaultsAreThoseOfLlamaCpp() {
    assertEquals(
        new SamplingOptions(0.8f, 40, 0.95f, 0.05f, 1, 1, 64, 0, 0, Map.of(), OptionalLong.empty()),
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

  private static void assertRefused(String message, UnaryOperator<SamplingOptions.Builder> change) {
    SamplingOptions.Builder builder = change.apply(SamplingOptions.builder());
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }
}
