package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float NONE = Float.NEGATIVE_INFINITY;

  /** Nothing but the draw. */
  private static SamplingOptions.Builder plain() {
    return SamplingOptions.builder().temperature(1).topK(0).topP(1).minP(0).seed(1);
  }

  private static int sample(Sampler sampler, float... logits) {
    return sampler.sample(logits, 0, logits.length);
  }

  private static Set<Integer> possible(SamplingOptions.Builder options, double... probabilities) {
    Candidates left =
        Sampler.of(options.build()).apply(Logits.of(probabilities), 0, probabilities.length);
    return Logits.probabilities(left).keySet();
  }

  private static List<Integer> tokens(Sampler sampler, int count, float... logits) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int token = sample(sampler, logits);
      sampler.accept(token);
      tokens.add(token);
    }
    return tokens;
  }

  @Test
  void greedyTakesTheLargestLogitAndTheLowestIdAmongEquals() {
    Sampler sampler = Sampler.of(SamplingOptions.greedy());
    assertEquals(1, sample(sampler, 1, 3, 2));
    assertEquals(1, sample(sampler, 1, 3, 3, 3));
    assertEquals(0, sample(sampler, -1e38f));
    assertEquals(2, sample(sampler, NONE, NONE, -1e38f, NONE));
    assertEquals(0, sample(sampler, 0f, -0f));
    assertEquals(0, sample(sampler, -0f, 0f));
    assertEquals(1, sampler.sample(new float[] {9, 1, 2, 0, 9}, 1, 3));
  }

  @Test
  void greedyHeedsBiasPenaltiesAndTypical() {
    SamplingOptions.Builder greedy = SamplingOptions.greedy().toBuilder();
    assertEquals(2, sample(Sampler.of(greedy.logitBias(Map.of(2, 5f)).build()), 1, 3, 2));

    Sampler penalised =
        Sampler.of(SamplingOptions.greedy().toBuilder().repetitionPenalty(2).build());
    assertEquals(List.of(1, 2, 1), tokens(penalised, 3, 1, 3, 2));

    Sampler typical = Sampler.of(SamplingOptions.greedy().toBuilder().typicalP(0.25f).build());
    assertEquals(1, sample(typical, Logits.of(0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)));
  }

  @Test
  void damagedLogitsAreRefusedByToken() {
    for (SamplingOptions options :
        List.of(SamplingOptions.greedy(), SamplingOptions.defaults(), plain().build())) {
      Sampler sampler = Sampler.of(options);
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        var error = assertThrows(PunaException.class, () -> sample(sampler, 1, 2, bad, 3));
        assertTrue(String.valueOf(error.getMessage()).contains("token 2 is " + bad));
      }
      assertThrows(PunaException.class, () -> sample(sampler, NONE, NONE));
      assertThrows(IllegalArgumentException.class, () -> sampler.sample(new float[3], 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> sampler.sample(new float[3], 1, 3));
      assertThrows(IllegalArgumentException.class, () -> sampler.accept(-1));
    }
  }

  @Test
  void everyTokenForbiddenIsRefused() {
    Sampler sampler = Sampler.of(plain().logitBias(Map.of(0, NONE, 1, NONE)).build());
    assertThrows(PunaException.class, () -> sample(sampler, 1, 2));
    Sampler emptied = Sampler.of(plain().build(), List.of(candidates -> candidates.keepFirst(0)));
    assertThrows(PunaException.class, () -> sample(emptied, 1, 2));
  }

  @Test
  void logitsAreNotChanged() {
    float[] logits = Logits.random(new Random(3), 500, 2);
    float[] before = logits.clone();
    SamplingOptions options =
        plain().topK(20).repetitionPenalty(1.5f).temperature(0.5f).logitBias(Map.of(3, 1f)).build();
    tokens(Sampler.of(options), 20, logits);
    assertArrayEquals(before, logits);
  }

  @Test
  void forbiddenTokensAreNeverDrawn() {
    Sampler sampler = Sampler.of(plain().build());
    for (int token : tokens(sampler, 2000, NONE, 0, NONE, -300, 0, NONE)) {
      assertTrue(token == 1 || token == 4, () -> "token " + token);
    }
  }

  @Test
  void drawsAreThoseOfSplitMix64() {
    Sampler sampler = Sampler.of(plain().seed(42).build());
    long state = 42;
    for (int i = 0; i < 1000; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      double uniform = ((z ^ z >>> 31) >>> 11) * 0x1p-53;
      assertEquals((int) (uniform * 256), sampler.sample(new float[256], 0, 256));
    }
  }

  @Test
  void equalSeedsGiveEqualTokens() {
    float[] logits = Logits.random(new Random(4), 1000, 3);
    SamplingOptions options =
        SamplingOptions.builder().presencePenalty(0.5f).temperature(2).minP(0).seed(7).build();
    List<Integer> tokens = tokens(Sampler.of(options), 100, logits);
    assertEquals(tokens, tokens(Sampler.of(options), 100, logits));
    assertNotEquals(tokens, tokens(Sampler.of(options.toBuilder().seed(8).build()), 100, logits));
  }

  @Test
  void aChosenSeedRepeatsTheRun() {
    float[] logits = new float[1000];
    SamplingOptions options =
        SamplingOptions.builder().temperature(1).topK(0).topP(1).minP(0).build();
    Sampler first = Sampler.of(options);
    Sampler second = Sampler.of(options);
    assertNotEquals(first.seed(), second.seed());
    List<Integer> tokens = tokens(first, 20, logits);
    Sampler again = Sampler.of(options.toBuilder().seed(first.seed()).build());
    assertEquals(tokens, tokens(again, 20, logits));
  }

  @Test
  void penaltiesNeverMakeALogitInfinite() {
    for (float penalty : new float[] {Float.MIN_VALUE, Float.MAX_VALUE}) {
      for (float sign : new float[] {-1, 1}) {
        SamplingOptions options =
            SamplingOptions.greedy().toBuilder()
                .repetitionPenalty(penalty)
                .presencePenalty(sign * Float.MAX_VALUE)
                .frequencyPenalty(sign * Float.MAX_VALUE)
                .build();
        assertEquals(4, tokens(Sampler.of(options), 4, 1, 2, -3, 0).size());
      }
    }
  }

  @Test
  void biasComesBeforePenalties() {
    // -1 + 3 is positive and halved; penalised first it would be -2 + 3.
    SamplingOptions options = plain().logitBias(Map.of(0, 4f)).repetitionPenalty(2).build();
    Sampler sampler = Sampler.of(options);
    sampler.accept(0);
    assertEquals(1.5f, sampler.apply(new float[] {-1, 0}, 0, 2).logit(0));
  }

  @Test
  void penaltiesComeBeforeTopK() {
    Sampler sampler = Sampler.of(plain().topK(1).presencePenalty(2).build());
    sampler.accept(1);
    assertEquals(2, sample(sampler, 1, 3, 2));
  }

  @Test
  void topKComesBeforeTypical() {
    // Of all, 3 is the most typical (see StagesTest); of the two most likely, 1 is.
    double[] p = {0.1, 0.5, 0.15, 0.25};
    assertEquals(Set.of(3), possible(plain().typicalP(0.2f), p));
    assertEquals(Set.of(1), possible(plain().typicalP(0.2f).topK(2), p));
  }

  @Test
  void typicalComesBeforeTopP() {
    // Typical leaves 1 to 3, a third each, of which top-p takes two; the other way round top-p
    // takes 0, 1 and 2, and typical 1 and 2.
    double[] p = {0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    assertEquals(Set.of(1, 2), possible(plain().typicalP(0.25f).topP(0.6f), p));
    assertEquals(Set.of(1), possible(plain().typicalP(0.25f).topP(0.3f), p));
  }

  @Test
  void topKComesBeforeTopP() {
    // Two are left, of which the first has 4 / 7.
    assertEquals(Set.of(0), possible(plain().topK(2).topP(0.5f), 0.4, 0.3, 0.2, 0.1));
  }

  @Test
  void topPComesBeforeMinP() {
    // The other way round the first would have 5 / 8 and be enough.
    assertEquals(Set.of(0, 1), possible(plain().topP(0.6f).minP(0.5f), 0.5, 0.3, 0.1, 0.1));
  }

  @Test
  void temperatureComesLast() {
    // Hot, all would be nearly equally likely, and the filters would keep all.
    double[] p = {0.6, 0.3, 0.07, 0.03};
    assertEquals(Set.of(0, 1), possible(plain().topP(0.8f).temperature(100), p));
    assertEquals(Set.of(0, 1), possible(plain().minP(0.2f).temperature(100), p));
  }

  @Test
  void penaltiesComeBeforeTopNSigmaAndThatBeforeTopK() {
    // Deviation 1.41: 0 to 2 stay. With 0 lowered to -4 it is 2.03 and the largest logit 2.
    SamplingOptions.Builder options = plain().topNSigma(1).presencePenalty(7);
    float[] logits = {3, 2, 2, 0, -1, 0};
    Sampler sampler = Sampler.of(options.build());
    assertEquals(Set.of(0, 1, 2), Logits.probabilities(sampler.apply(logits, 0, 6)).keySet());
    sampler.accept(0);
    assertEquals(Set.of(1, 2, 3, 5), Logits.probabilities(sampler.apply(logits, 0, 6)).keySet());
    // Of the two most likely ones alone, 1 would be two deviations below 0.
    float[] two = {3, 1.5f, -9, -9, -9};
    assertEquals(
        Set.of(0, 1),
        Logits.probabilities(Sampler.of(plain().topNSigma(1).topK(2).build()).apply(two, 0, 5))
            .keySet());
  }

  @Test
  void minPComesBeforeXtcAndThatBeforeTemperature() {
    SamplingOptions.Builder options = plain().xtc(new XtcOptions(1, 0.1f));
    double[] p = {0.5, 0.3, 0.12, 0.08};
    assertEquals(Set.of(2, 3), possible(options, p));
    assertEquals(Set.of(1), possible(options.minP(0.5f), p));
    assertEquals(Set.of(1), possible(options.temperature(100), p));
  }

  @Test
  void dynamicTemperatureTakesThePlaceOfTheTemperature() {
    SamplingOptions.Builder options = plain().temperature(2);
    Map<Integer, Double> hot =
        Logits.probabilities(Sampler.of(options.build()).apply(new float[] {0, 2}, 0, 2));
    options.dynamicTemperature(new DynamicTemperatureOptions(1.5f, 0));
    Map<Integer, Double> hotter =
        Logits.probabilities(Sampler.of(options.build()).apply(new float[] {0, 2}, 0, 2));
    assertEquals(1 / (1 + Math.exp(1)), hot.getOrDefault(0, 0.0), 1e-6);
    assertEquals(1 / (1 + Math.exp(2 / 3.5)), hotter.getOrDefault(0, 0.0), 1e-6);
  }

  @Test
  void mirostatTakesThePlaceOfWhatDropsTokens() {
    MirostatOptions mirostat = MirostatOptions.none().tau(100);
    double[] p = {0.4, 0.3, 0.2, 0.1};
    SamplingOptions.Builder all =
        plain()
            .topNSigma(0.1f)
            .topK(1)
            .typicalP(0.1f)
            .topP(0.1f)
            .minP(1)
            .xtc(new XtcOptions(1, 0.1f));
    for (int version = 1; version <= 2; version++) {
      all.mirostat(mirostat.version(version));
      assertEquals(Set.of(0, 1, 2, 3), possible(all, p));
      all.logitBias(Map.of(3, NONE));
      assertEquals(Set.of(0, 1, 2), possible(all, p));
      all.logitBias(Map.of());
    }
    assertEquals(Set.of(1), possible(all.mirostat(mirostat).topNSigma(0).topK(0), p));
  }

  @Test
  void mirostatComesAfterTheTemperature() {
    // A bound of 1.5 bits keeps what has 0.354 or more; cold, the second falls from 0.4 to 0.31.
    SamplingOptions.Builder options = plain().mirostat(new MirostatOptions(2, 0.75f, 0.1f));
    assertEquals(Set.of(0, 1), possible(options, 0.6, 0.4));
    assertEquals(Set.of(0), possible(options.temperature(0.5f), 0.6, 0.4));
  }

  @Test
  void greedyHeedsDryButNothingThatIsDrawn() {
    SamplingOptions.Builder greedy =
        SamplingOptions.greedy().toBuilder()
            .xtc(new XtcOptions(1, 0.01f))
            .dynamicTemperature(new DynamicTemperatureOptions(5, 1))
            .topNSigma(1);
    for (int version = 0; version <= 2; version++) {
      greedy.mirostat(MirostatOptions.none().version(version));
      assertEquals(1, sample(Sampler.of(greedy.build()), 1, 3, 2.9f));
    }
    greedy.dry(DryOptions.none().multiplier(1).sequenceBreakers(List.of()));
    Sampler sampler = Sampler.of(greedy.build());
    for (int token : new int[] {2, 0, 1, 2, 0}) {
      sampler.accept(token);
    }
    assertEquals(2, sample(sampler, 1, 3, 2.9f));
  }

  @Test
  void sequenceBreakersNeedTheBytesOfTokens() {
    SamplingOptions options = plain().dry(DryOptions.none().multiplier(1)).build();
    assertThrows(IllegalArgumentException.class, () -> Sampler.of(options));
    Sampler sampler =
        Sampler.of(
            options,
            List.of(),
            id -> (id == 3 ? "a:b" : "x").getBytes(StandardCharsets.UTF_8),
            OptionalInt.empty());
    for (int token : new int[] {0, 1, 2, 0, 1, 3, 0, 1}) {
      sampler.accept(token);
    }
    assertArrayEquals(new float[] {0, 0, -1, 0}, logits(sampler, 4));
    sampler.accept(3);
    assertArrayEquals(new float[4], logits(sampler, 4));
  }

  private static float[] logits(Sampler sampler, int vocabulary) {
    Candidates candidates = sampler.apply(new float[vocabulary], 0, vocabulary);
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[candidates.id(i)] = candidates.logit(i);
    }
    return logits;
  }

  @Test
  void xtcDoesNotChangeTheNumbersOfTheDraws() {
    // No token is ever as likely as the threshold.
    float[] logits = Logits.random(new Random(4), 1000, 1);
    SamplingOptions.Builder options = plain().seed(3);
    List<Integer> tokens = tokens(Sampler.of(options.build()), 50, logits);
    options.xtc(new XtcOptions(0.5f, 0.5f));
    assertEquals(tokens, tokens(Sampler.of(options.build()), 50, logits));
    options.xtc(new XtcOptions(0.5f, 0.001f));
    List<Integer> others = tokens(Sampler.of(options.build()), 50, logits);
    assertNotEquals(tokens, others);
    assertEquals(others, tokens(Sampler.of(options.build()), 50, logits));
  }

  @Test
  void constraintsComeFirst() {
    SamplerStage mask = candidates -> candidates.setLogit(1, NONE);
    Sampler sampler = Sampler.of(plain().topK(1).build(), List.of(mask));
    assertEquals(2, sample(sampler, 1, 3, 2));
    Sampler greedy = Sampler.of(SamplingOptions.greedy(), List.of(mask));
    assertEquals(2, sample(greedy, 1, 3, 2));
  }

  @Test
  void acceptedTokensReachEveryStage() {
    List<Integer> seen = new ArrayList<>();
    SamplerStage stage =
        new SamplerStage() {
          @Override
          public void apply(Candidates candidates) {}

          @Override
          public void accept(int token) {
            seen.add(token);
          }
        };
    Sampler sampler = Sampler.of(SamplingOptions.defaults(), List.of(stage));
    sampler.accept(5);
    sampler.accept(6);
    sample(sampler, 1, 2, 3);
    assertEquals(List.of(5, 6), seen);
  }
}
