package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.puna.TokenProbability;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogProbabilitiesTest {
  private static byte[] piece(int id) {
    return ("t" + id).getBytes(StandardCharsets.UTF_8);
  }

  private static TokenProbability of(int alternatives, int token, float... logits) {
    return new LogProbabilities(alternatives, LogProbabilitiesTest::piece)
        .of(token, logits, 0, logits.length);
  }

  @Test
  void probabilitiesAreThoseOfTheSoftmax() {
    TokenProbability probability = of(2, 0, Logits.of(0.1, 0.5, 0.15, 0.25));
    assertEquals(0, probability.id());
    assertEquals("t0", probability.text());
    assertEquals(Math.log(0.1), probability.logProbability(), 1e-6);
    assertEquals(List.of(1, 3), ids(probability));
    assertEquals(Math.log(0.5), probability.alternatives().get(0).logProbability(), 1e-6);
    assertEquals("t3", probability.alternatives().get(1).text());
  }

  private static List<Integer> ids(TokenProbability probability) {
    return probability.alternatives().stream().map(TokenProbability::id).toList();
  }

  @Test
  void noMoreAlternativesAreGivenThanAskedForOrPossible() {
    float[] logits = Logits.of(0.1, 0.5, 0, 0.4);
    assertEquals(List.of(), ids(of(0, 1, logits)));
    assertEquals(List.of(1), ids(of(1, 1, logits)));
    assertEquals(List.of(1, 3, 0), ids(of(50, 1, logits)));
    assertEquals(List.of(0, 1), ids(of(2, 2, 7, 7, 7)));
    assertEquals(Math.log(1 / 3.0), of(0, 2, 7, 7, 7).logProbability(), 1e-12);
  }

  @Test
  void equalsASoftmaxThatSortsEverything() {
    Random random = new Random(21);
    for (int round = 0; round < 200; round++) {
      int vocabulary = 1 + random.nextInt(300);
      float[] logits = Logits.random(random, vocabulary, 5);
      double total = IntStream.range(0, vocabulary).mapToDouble(i -> Math.exp(logits[i])).sum();
      int token = random.nextInt(vocabulary);
      TokenProbability actual = of(20, token, logits);
      assertEquals(logits[token] - Math.log(total), actual.logProbability(), 1e-9);
      List<Integer> likely =
          IntStream.range(0, vocabulary)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
              .limit(20)
              .toList();
      assertEquals(likely, ids(actual));
      for (TokenProbability other : actual.alternatives()) {
        assertEquals(logits[other.id()] - Math.log(total), other.logProbability(), 1e-9);
        assertEquals(List.of(), other.alternatives());
      }
    }
  }

  @Test
  void samplerTellsWhatTheModelThoughtWhateverTheStages() {
    float[] logits = {9, 1, 2, 0, -1, 9};
    SamplingOptions options =
        SamplingOptions.greedy().toBuilder().logitBias(Map.of(3, 50f)).build();
    Sampler sampler =
        Sampler.of(options, List.of(), LogProbabilitiesTest::piece, OptionalInt.of(1));
    assertNull(sampler.probability());
    assertEquals(3, sampler.sample(logits, 0, 5));
    TokenProbability probability = Objects.requireNonNull(sampler.probability());
    assertEquals(3, probability.id());
    double total = Math.exp(9) + Math.exp(1) + Math.exp(2) + 1 + Math.exp(-1);
    assertEquals(-Math.log(total), probability.logProbability(), 1e-9);
    assertEquals(List.of(0), ids(probability));
    // Also without any stage, and not from the start of the array.
    Sampler plain =
        Sampler.of(
            SamplingOptions.greedy(), List.of(), LogProbabilitiesTest::piece, OptionalInt.of(0));
    assertEquals(1, plain.sample(logits, 1, 3));
    TokenProbability second = Objects.requireNonNull(plain.probability());
    assertEquals(1, second.id());
    double three = Math.exp(1) + Math.exp(2) + 1;
    assertEquals(2 - Math.log(three), second.logProbability(), 1e-9);
  }

  @Test
  void samplerTellsNothingUnlessAsked() {
    Sampler sampler = Sampler.of(SamplingOptions.defaults());
    sampler.sample(new float[] {1, 2}, 0, 2);
    assertNull(sampler.probability());
  }
}
