package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    SamplingOptions options = plain().build();
    options =
        new SamplingOptions(
            1, 0, 1, 0, 1, 1, 0, 0, 0, options.logitBias(), SamplingOptions.defaults().seed());
    Sampler first = Sampler.of(options);
    Sampler second = Sampler.of(options);
    assertNotEquals(first.seed(), second.seed());
    List<Integer> tokens = tokens(first, 20, logits);
    Sampler again = Sampler.of(options.toBuilder().seed(first.seed()).build());
    assertEquals(tokens, tokens(again, 20, logits));
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
