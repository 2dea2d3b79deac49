package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each stage alone, on cases computed by hand. */
class StagesTest {
  private static final double[] SKEWED = {0.1, 0.5, 0.15, 0.25};

  private static Set<Integer> kept(SamplerStage stage, double... probabilities) {
    Candidates candidates = Logits.candidates(Logits.of(probabilities));
    stage.apply(candidates);
    return Logits.probabilities(candidates).keySet();
  }

  private static float[] logits(Candidates candidates) {
    float[] logits = new float[candidates.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = candidates.logit(i);
    }
    return logits;
  }

  @Test
  void topKKeepsTheMostLikely() {
    assertEquals(Set.of(1), kept(new TopK(1), SKEWED));
    assertEquals(Set.of(1, 3), kept(new TopK(2), SKEWED));
    assertEquals(Set.of(0, 1, 2, 3), kept(new TopK(4), SKEWED));
    assertEquals(Set.of(0, 1), kept(new TopK(2), 0.25, 0.25, 0.25, 0.25));
  }

  @Test
  void topPKeepsTheFewestThatReachIt() {
    for (boolean sorted : new boolean[] {false, true}) {
      SamplerStage first = sorted ? Candidates::sort : candidates -> {};
      assertEquals(Set.of(1), keptByTopP(first, 0));
      assertEquals(Set.of(1), keptByTopP(first, 0.49f));
      assertEquals(Set.of(1, 3), keptByTopP(first, 0.51f));
      assertEquals(Set.of(1, 3), keptByTopP(first, 0.74f));
      assertEquals(Set.of(1, 2, 3), keptByTopP(first, 0.76f));
      assertEquals(Set.of(0, 1, 2, 3), keptByTopP(first, 0.91f));
    }
  }

  private static Set<Integer> keptByTopP(SamplerStage first, float p) {
    return kept(
        candidates -> {
          first.apply(candidates);
          new TopP(p).apply(candidates);
        },
        SKEWED);
  }

  @Test
  void topPStopsWhereTheMassIsReachedExactly() {
    // Four equal weights of exactly 1: half of the mass is two of them.
    assertEquals(Set.of(0, 1), kept(new TopP(0.5f), 0.25, 0.25, 0.25, 0.25));
  }

  @Test
  void minPKeepsWhatIsNearTheMostLikely() {
    assertEquals(Set.of(0, 1, 2, 3), kept(new MinP(0.19f), SKEWED));
    assertEquals(Set.of(1, 2, 3), kept(new MinP(0.21f), SKEWED));
    assertEquals(Set.of(1, 3), kept(new MinP(0.49f), SKEWED));
    assertEquals(Set.of(1), kept(new MinP(1), SKEWED));
    assertEquals(Set.of(0, 2), kept(new MinP(1), 0.4, 0.2, 0.4));
  }

  @Test
  void typicalKeepsWhatCarriesInformationNearTheEntropy() {
    // Entropy 1.208; information 2.303, 0.693, 1.897, 1.386: nearest is 3, then 1, 2, 0.
    assertEquals(Set.of(3), kept(new TypicalP(0.2f), SKEWED));
    assertEquals(Set.of(1, 3), kept(new TypicalP(0.3f), SKEWED));
    assertEquals(Set.of(1, 2, 3), kept(new TypicalP(0.8f), SKEWED));
    assertEquals(Set.of(0, 1, 2, 3), kept(new TypicalP(0.95f), SKEWED));
  }

  @Test
  void typicalCanDropTheMostLikely() {
    // Entropy 1.77; information 0.92 of the first and 2.3 of the others, which are nearer.
    double[] p = {0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    assertEquals(Set.of(1, 2, 3), kept(new TypicalP(0.25f), p));
  }

  @Test
  void typicalIgnoresForbiddenTokens() {
    assertEquals(Set.of(1, 3), kept(new TypicalP(0.99f), 0, 0.5, 0, 0.5));
  }

  @Test
  void temperatureRaisesProbabilitiesToItsInverse() {
    Candidates candidates = Logits.candidates(Logits.of(0.2, 0.8));
    new Temperature(0.5f).apply(candidates);
    // 0.04 : 0.64
    assertEquals(1 / 17.0, Logits.probabilities(candidates).getOrDefault(0, 0.0), 1e-6);

    candidates = Logits.candidates(Logits.of(0.2, 0.8));
    new Temperature(2).apply(candidates);
    // 1 : 2
    assertEquals(1 / 3.0, Logits.probabilities(candidates).getOrDefault(0, 0.0), 1e-6);
  }

  @Test
  void extremeTemperaturesStayNumbers() {
    Candidates candidates = Logits.candidates(1e30f, -1e30f, Float.NEGATIVE_INFINITY, 1e30f);
    new Temperature(Float.MIN_VALUE).apply(candidates);
    assertEquals(Map.of(0, 0.5, 1, 0.0, 2, 0.0, 3, 0.5), Logits.probabilities(candidates));

    candidates = Logits.candidates(5, -5, Float.NEGATIVE_INFINITY);
    new Temperature(Float.MAX_VALUE).apply(candidates);
    assertEquals(Map.of(0, 0.5, 1, 0.5, 2, 0.0), Logits.probabilities(candidates));
  }

  @Test
  void topNSigmaKeepsWhatIsNearTheLargestLogit() {
    // Logits -2.30, -0.69, -1.90, -1.39: mean -1.57, deviation 0.601.
    assertEquals(Set.of(1), kept(new TopNSigma(1), SKEWED));
    assertEquals(Set.of(1, 3), kept(new TopNSigma(1.2f), SKEWED));
    assertEquals(Set.of(1, 2, 3), kept(new TopNSigma(2.1f), SKEWED));
    assertEquals(Set.of(0, 1, 2, 3), kept(new TopNSigma(3), SKEWED));
    assertEquals(Set.of(0, 1), kept(new TopNSigma(1), 0.5, 0.5));
  }

  @Test
  void topNSigmaDoesNotCountForbiddenTokens() {
    double[] withForbidden = {0.1, 0, 0.5, 0.15, 0, 0.25};
    assertEquals(Set.of(2, 5), kept(new TopNSigma(1.2f), withForbidden));
    assertEquals(Set.of(0, 2, 3, 5), kept(new TopNSigma(Float.MAX_VALUE), withForbidden));
  }

  @Test
  void xtcLeavesTheLeastLikelyOfTheTopChoices() {
    assertEquals(Set.of(0, 1, 2, 3), keptByXtc(0.3f, SKEWED));
    assertEquals(Set.of(0, 2, 3), keptByXtc(0.2f, SKEWED));
    assertEquals(Set.of(0, 2), keptByXtc(0.12f, SKEWED));
    assertEquals(Set.of(0), keptByXtc(0, SKEWED));
    // Among equals the last one.
    assertEquals(Set.of(1, 2, 3), keptByXtc(0.3f, 0.4, 0.1, 0.1, 0.4));
    assertEquals(Set.of(0), keptByXtc(0.01f, 1));
  }

  private static Set<Integer> keptByXtc(float threshold, double... probabilities) {
    return kept(new Xtc(new XtcOptions(1, threshold), new SplittableRandom(1)), probabilities);
  }

  @Test
  void xtcComesAsOftenAsAsked() {
    for (float probability : new float[] {0.1f, 0.5f, 0.9f}) {
      SplittableRandom random = new SplittableRandom(5);
      Xtc xtc = new Xtc(new XtcOptions(probability, 0.2f), random);
      int rounds = 10_000;
      int cut = 0;
      for (int i = 0; i < rounds; i++) {
        Candidates candidates = Logits.candidates(Logits.of(SKEWED));
        xtc.apply(candidates);
        cut += candidates.size() == 3 ? 1 : 0;
      }
      // Four standard deviations at most.
      assertEquals(probability, cut / (double) rounds, 0.02);
    }
  }

  @Test
  void dynamicTemperatureFollowsTheEntropy() {
    // Entropy 1.03972 of at most 1.09861: 0.946395 of it.
    assertEquals(Math.log(2) / 1.446395, gap(1, 0.5f, 1), 1e-5);
    assertEquals(Math.log(2) / (0.5 + 0.895663), gap(1, 0.5f, 2), 1e-5);
    assertEquals(Math.log(2) / 1.5, gap(1, 0.5f, 0), 1e-5);
    // The lower bound is 0, not -0.2.
    assertEquals(Math.log(2) / (0.8 * 0.946395), gap(0.3f, 0.5f, 1), 1e-5);
  }

  /** How far apart the logits of 0.5 and 0.25 are at the temperature chosen. */
  private static float gap(float temperature, float range, float exponent) {
    Candidates candidates = Logits.candidates(Logits.of(0.5, 0, 0.25, 0.25));
    new DynamicTemperature(temperature, new DynamicTemperatureOptions(range, exponent))
        .apply(candidates);
    return candidates.logit(0) - candidates.logit(1);
  }

  @Test
  void dynamicTemperatureStaysWithinItsBounds() {
    DynamicTemperatureOptions wide = new DynamicTemperatureOptions(2, 1);
    Candidates certain = Logits.candidates(0, -500, 0.25f);
    new DynamicTemperature(1, new DynamicTemperatureOptions(Float.MAX_VALUE, 1)).apply(certain);
    assertEquals(1 / 3.0, Logits.probabilities(certain).getOrDefault(1, 0.0), 1e-6);
    certain = Logits.candidates(1000, -1000);
    new DynamicTemperature(1, wide).apply(certain);
    assertEquals(Map.of(0, 1.0, 1, 0.0), Logits.probabilities(certain));
    Candidates uniform = Logits.candidates(7, 7, 7);
    new DynamicTemperature(1, wide).apply(uniform);
    assertArrayEquals(new float[3], logits(uniform));
  }

  @Test
  void logitBiasIsAddedAndCanForbid() {
    Candidates candidates = Logits.candidates(1, 2, 3);
    new LogitBias(Map.of(0, 2.5f, 2, Float.NEGATIVE_INFINITY, 77, 1f)).apply(candidates);
    assertArrayEquals(new float[] {3.5f, 2, Float.NEGATIVE_INFINITY}, logits(candidates));
  }

  @Test
  void penaltiesLowerWhatOccurred() {
    Penalties penalties =
        new Penalties(
            SamplingOptions.builder()
                .repetitionPenalty(2)
                .presencePenalty(0.5f)
                .frequencyPenalty(0.25f)
                .build());
    for (int token : new int[] {0, 1, 1, 3, 0, 1, 99}) {
      penalties.accept(token);
    }
    float[] source = {4, -4, 4, 0, 1};
    // Twice: 4 / 2 - 0.5 - 0.5; three times: -4 * 2 - 0.75 - 0.5; once: 0 - 0.25 - 0.5.
    float[] expected = {1, -9.25f, 4, -0.75f, 1};
    for (int round = 0; round < 2; round++) {
      Candidates candidates = Logits.candidates(source);
      penalties.apply(candidates);
      assertArrayEquals(expected, logits(candidates));
    }
  }

  @Test
  void penaltiesLookAtTheWindowOnly() {
    for (int window : new int[] {1, 3, 64, 100, -1}) {
      Penalties penalties =
          new Penalties(
              SamplingOptions.builder().frequencyPenalty(1).penaltyWindow(window).build());
      int accepted = 500;
      float[] expected = new float[4];
      for (int i = 0; i < accepted; i++) {
        int token = i * i % 7 % 4;
        penalties.accept(token);
        if (window < 0 || i >= accepted - window) {
          expected[token]--;
        }
      }
      Candidates candidates = Logits.candidates(new float[4]);
      penalties.apply(candidates);
      assertArrayEquals(expected, logits(candidates), "window " + window);
    }
  }

  @Test
  void penaltiesFindTokensThatMoved() {
    Penalties penalties = new Penalties(SamplingOptions.builder().presencePenalty(1).build());
    penalties.accept(2);
    penalties.accept(0);
    Candidates candidates = Logits.candidates(1, 2, 3);
    candidates.keepLargest(2);
    penalties.apply(candidates);
    assertArrayEquals(new float[] {2, 2}, logits(candidates));
    assertTrue(candidates.find(0) < 0);
  }
}
