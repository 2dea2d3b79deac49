package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The whole chain against a plain one that sorts everything, and draws against probabilities. */
class SamplerDistributionTest {

  @Test
  void chainEqualsOneThatSortsEverything() {
    Random random = new Random(5);
    for (int round = 0; round < 1000; round++) {
      int vocabulary = 1 + random.nextInt(300);
      float[] logits = Logits.random(random, vocabulary, 0.5 + 3 * random.nextDouble());
      SamplingOptions.Builder builder =
          SamplingOptions.builder()
              .temperature(0.2f + 2 * random.nextFloat())
              .topK(random.nextInt(3) * random.nextInt(60))
              .topP(random.nextBoolean() ? 1 : random.nextFloat())
              .minP(random.nextBoolean() ? 0 : 0.3f * random.nextFloat())
              .typicalP(random.nextBoolean() ? 1 : random.nextFloat())
              .penaltyWindow(random.nextInt(50) - 1);
      if (random.nextBoolean()) {
        builder
            .repetitionPenalty(1 + random.nextFloat())
            .presencePenalty(random.nextFloat())
            .frequencyPenalty(random.nextFloat() - 0.5f);
      }
      if (random.nextInt(3) == 0) {
        builder
            .topNSigma(3 * random.nextFloat())
            .xtc(new XtcOptions(1, 0.3f * random.nextFloat()))
            .dynamicTemperature(
                new DynamicTemperatureOptions(2 * random.nextFloat(), 2 * random.nextFloat()));
      }
      if (random.nextBoolean()) {
        builder.logitBias(Map.of(random.nextInt(300), 5 * random.nextFloat()));
      }
      SamplingOptions options = builder.build();
      List<Integer> history = new ArrayList<>();
      Sampler sampler = Sampler.of(options);
      for (int i = random.nextInt(100); i > 0; i--) {
        int token = random.nextInt(vocabulary + 3);
        history.add(token);
        sampler.accept(token);
      }

      Map<Integer, Double> expected = NaiveSampler.distribution(options, history, logits);
      Map<Integer, Double> actual = Logits.probabilities(sampler.apply(logits, 0, vocabulary));

      assertEquals(expected.keySet(), actual.keySet(), options::toString);
      expected.forEach((token, p) -> assertEquals(p, actual.getOrDefault(token, 0.0), 1e-5));
    }
  }

  @Test
  void drawsFollowTheProbabilities() {
    float[] logits = Logits.of(0.3, 0.05, 0.2, 0.1, 0.02, 0.03, 0.15, 0.05, 0.07, 0.03);
    for (SamplingOptions.Builder options :
        List.of(
            SamplingOptions.builder().temperature(1).topK(0).topP(1).minP(0),
            SamplingOptions.builder().temperature(0.5f).topK(0).topP(1).minP(0),
            SamplingOptions.builder().temperature(3).topK(0).topP(1).minP(0),
            SamplingOptions.builder().temperature(1).topK(0).topP(0.8f).minP(0),
            SamplingOptions.builder().temperature(1).topK(0).topP(1).minP(0).typicalP(0.6f),
            SamplingOptions.builder().topNSigma(1).xtc(new XtcOptions(1, 0.2f)).topP(1),
            SamplingOptions.builder()
                .dynamicTemperature(new DynamicTemperatureOptions(0.7f, 1.5f))
                .topP(1),
            SamplingOptions.builder())) {
      for (long seed = 1; seed <= 5; seed++) {
        assertFollows(options.seed(seed).build(), logits);
      }
    }
  }

  private static void assertFollows(SamplingOptions options, float[] logits) {
    Map<Integer, Double> expected = NaiveSampler.distribution(options, List.of(), logits);
    int draws = 20_000;
    Map<Integer, Integer> counts = new HashMap<>();
    Sampler sampler = Sampler.of(options);
    for (int i = 0; i < draws; i++) {
      counts.merge(sampler.sample(logits, 0, logits.length), 1, Integer::sum);
    }
    assertTrue(expected.keySet().containsAll(counts.keySet()), counts::toString);
    double chiSquare = 0;
    for (Map.Entry<Integer, Double> token : expected.entrySet()) {
      double mean = draws * token.getValue();
      double difference = counts.getOrDefault(token.getKey(), 0) - mean;
      chiSquare += difference * difference / mean;
    }
    // With at most 9 degrees of freedom, exceeded by one run in a thousand; the seeds are fixed.
    double value = chiSquare;
    assertTrue(chiSquare < 27.9, () -> options + ": chi-square " + value);
  }

  /** The chain as its definition reads, in F64, sorting all of it each time. */
  private static final class NaiveSampler {
    private record Token(int id, double logit) {}

    private static final Comparator<Token> MOST_LIKELY =
        Comparator.comparingDouble((Token token) -> -token.logit).thenComparingInt(Token::id);

    static Map<Integer, Double> distribution(
        SamplingOptions options, List<Integer> history, float[] logits) {
      List<Token> tokens = new ArrayList<>();
      int first =
          options.penaltyWindow() < 0 ? 0 : Math.max(0, history.size() - options.penaltyWindow());
      List<Integer> window = history.subList(first, history.size());
      for (int id = 0; id < logits.length; id++) {
        float logit = logits[id] + options.logitBias().getOrDefault(id, 0f);
        int wanted = id;
        long count = window.stream().filter(token -> token == wanted).count();
        if (count > 0) {
          float repetition = options.repetitionPenalty();
          logit = logit > 0 ? logit / repetition : logit * repetition;
          logit -= count * options.frequencyPenalty() + options.presencePenalty();
        }
        tokens.add(new Token(id, logit));
      }
      if (options.topNSigma() > 0) {
        double[] all = tokens.stream().mapToDouble(Token::logit).toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double variance =
            Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        double least =
            Arrays.stream(all).max().orElseThrow() - options.topNSigma() * Math.sqrt(variance);
        tokens = tokens.stream().filter(token -> token.logit >= least).toList();
      }
      if (options.topK() > 0) {
        tokens = sorted(tokens, MOST_LIKELY, Math.min(options.topK(), tokens.size()));
      }
      if (options.typicalP() < 1) {
        tokens = mass(tokens, typicality(tokens), options.typicalP());
      }
      if (options.topP() < 1) {
        tokens = mass(tokens, MOST_LIKELY, options.topP());
      }
      double largest = tokens.stream().mapToDouble(Token::logit).max().orElseThrow();
      double least = largest + Math.log(options.minP());
      tokens = tokens.stream().filter(token -> token.logit >= least).toList();
      if (options.xtc().probability() == 1) {
        tokens = withoutTopChoices(tokens, options.xtc().threshold());
      }
      double temperature = temperature(tokens, options);
      return probabilities(
          tokens.stream()
              .map(token -> new Token(token.id, (token.logit - largest) / temperature))
              .toList());
    }

    private static List<Token> withoutTopChoices(List<Token> tokens, double threshold) {
      Map<Integer, Double> p = probabilities(tokens);
      List<Token> sorted = sorted(tokens, MOST_LIKELY, tokens.size());
      long tops = sorted.stream().filter(t -> p.getOrDefault(t.id, 0.0) >= threshold).count();
      return sorted.subList((int) Math.max(0, tops - 1), sorted.size());
    }

    private static double temperature(List<Token> tokens, SamplingOptions options) {
      float range = options.dynamicTemperature().range();
      if (range == 0 || tokens.size() == 1) {
        return options.temperature();
      }
      double entropy =
          probabilities(tokens).values().stream().mapToDouble(x -> -x * Math.log(x)).sum();
      double least = Math.max(0, options.temperature() - range);
      double share =
          Math.pow(entropy / Math.log(tokens.size()), options.dynamicTemperature().exponent());
      return least + (options.temperature() + range - least) * share;
    }

    private static Comparator<Token> typicality(List<Token> tokens) {
      Map<Integer, Double> p = probabilities(tokens);
      double entropy = p.values().stream().mapToDouble(x -> -x * Math.log(x)).sum();
      return Comparator.comparingDouble(
              (Token token) -> Math.abs(-Math.log(p.getOrDefault(token.id, 0.0)) - entropy))
          .thenComparingInt(Token::id);
    }

    private static List<Token> mass(List<Token> tokens, Comparator<Token> order, double mass) {
      Map<Integer, Double> p = probabilities(tokens);
      List<Token> sorted = sorted(tokens, order, tokens.size());
      double sum = 0;
      int kept = 0;
      do {
        sum += p.getOrDefault(sorted.get(kept++).id, 0.0);
      } while (sum < mass && kept < sorted.size());
      return sorted.subList(0, kept);
    }

    private static List<Token> sorted(List<Token> tokens, Comparator<Token> order, int count) {
      return tokens.stream().sorted(order).limit(count).toList();
    }

    private static Map<Integer, Double> probabilities(List<Token> tokens) {
      double largest = tokens.stream().mapToDouble(Token::logit).max().orElseThrow();
      double total = tokens.stream().mapToDouble(t -> Math.exp(t.logit - largest)).sum();
      Map<Integer, Double> result = new HashMap<>();
      tokens.forEach(t -> result.put(t.id, Math.exp(t.logit - largest) / total));
      return result;
    }
  }
}
