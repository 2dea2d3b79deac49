package dev.puna.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MirostatTest {
  private static final double[] SKEWED = {0.1, 0.5, 0.15, 0.25};

  private static Mirostat mirostat(int version, float tau, float eta) {
    return new Mirostat(new MirostatOptions(version, tau, eta));
  }

  private static Set<Integer> kept(Mirostat mirostat, double... probabilities) {
    Candidates candidates = Logits.candidates(Logits.of(probabilities));
    mirostat.apply(candidates);
    return Logits.probabilities(candidates).keySet();
  }

  /** Logits by Zipf's law: the i-th token has a probability proportional to i^-s. */
  private static float[] zipf(int vocabulary, double s) {
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = (float) (-s * Math.log(i + 1));
    }
    return logits;
  }

  private static int count(double s, int vocabulary, float tau) {
    Candidates candidates = Logits.candidates(zipf(vocabulary, s));
    mirostat(1, tau, 0.1f).apply(candidates);
    for (int i = 0; i < candidates.size(); i++) {
      assertTrue(candidates.id(i) < candidates.size(), "the most likely ones");
    }
    return candidates.size();
  }

  @Test
  void versionTwoDropsWhatSurprisesMoreThanTheBound() {
    // The bound begins at twice the target: 2.1 bits is a probability of 0.233.
    Mirostat mirostat = mirostat(2, 1.05f, 0.5f);
    assertEquals(Set.of(1, 3), kept(mirostat, SKEWED));
    // A third of what was left, 1.585 bits: the bound becomes 1.83, a probability of 0.281.
    mirostat.accept(3);
    assertEquals(Set.of(1), kept(mirostat, SKEWED));
    // No surprise at all: 2.36 bits, 0.195.
    mirostat.accept(1);
    assertEquals(Set.of(1, 3), kept(mirostat, SKEWED));
    // 0.585 bits: 2.59; once more: 2.82, 0.141.
    mirostat.accept(1);
    assertEquals(Set.of(1, 3), kept(mirostat, SKEWED));
    mirostat.accept(1);
    assertEquals(Set.of(1, 2, 3), kept(mirostat, SKEWED));
  }

  @Test
  void versionTwoAlwaysKeepsTheMostLikely() {
    assertEquals(Set.of(1), kept(mirostat(2, 0, 0.1f), SKEWED));
    assertEquals(Set.of(0), kept(mirostat(2, 0.1f, 0.1f), 0.25, 0.25, 0.25, 0.25));
  }

  @Test
  void versionOneKeepsAsManyAsZipfsLawSays() {
    // sqrt(2^6 / (1 - 1/1000)) = 8.004; 2^6 / ln(1000) = 9.27 in the limit of s = 1.
    assertEquals(8, count(2, 1000, 3));
    assertEquals(9, count(1, 1000, 3));
    // (-0.5 * 2^6 / (1 - sqrt(1000)))^2 = 1.09; with 2^12: (2048 / 30.62)^2 = 4473, more than all.
    assertEquals(1, count(0.5, 1000, 3));
    assertEquals(1000, count(0.5, 1000, 6));
    assertEquals(1, count(30, 1000, 3));
  }

  @Test
  void versionOneTakesTheExtremes() {
    assertEquals(Set.of(1), kept(mirostat(1, 0, 0.1f), SKEWED));
    assertEquals(1, count(0, 1000, 3));
    assertEquals(1000, count(0, 1000, 6));
    assertEquals(2, count(1, 2, 1e30f));
    assertEquals(1, count(1, 1, 3));
  }

  @Test
  void forbiddenTokensDoNotCount() {
    double[] p = {0.5, 0, 0.25, 0, 0.25};
    assertEquals(Set.of(0, 2, 4), kept(mirostat(1, 50, 0.1f), p));
    assertEquals(Set.of(0, 2, 4), kept(mirostat(2, 50, 0.1f), p));
  }

  @Test
  void tokensThatWereNotDrawnDoNotMoveTheBound() {
    Mirostat mirostat = mirostat(2, 1.05f, 0.5f);
    for (int i = 0; i < 100; i++) {
      mirostat.accept(i % 4);
    }
    assertEquals(Set.of(1, 3), kept(mirostat, SKEWED));
    mirostat.accept(0); // can not have been drawn
    assertEquals(Set.of(1, 3), kept(mirostat, SKEWED));
    mirostat.accept(3);
    mirostat.accept(1); // follows without having been drawn
    assertEquals(Set.of(1), kept(mirostat, SKEWED));
  }

  @Test
  void surpriseComesNearTheTarget() {
    float[] logits = zipf(5000, 1.1);
    for (int version = 1; version <= 2; version++) {
      for (float tau : new float[] {2, 3, 4.5f}) {
        Mirostat mirostat = mirostat(version, tau, 0.1f);
        Random random = new Random(11);
        double bits = 0;
        int rounds = 3000;
        for (int i = -500; i < rounds; i++) {
          Candidates candidates = Logits.candidates(logits);
          mirostat.apply(candidates);
          int chosen = draw(candidates, random);
          double surprise = (candidates.logTotal() - candidates.logit(chosen)) / Math.log(2);
          bits += i < 0 ? 0 : surprise;
          mirostat.accept(candidates.id(chosen));
        }
        assertEquals(tau, bits / rounds, 0.05, "version " + version);
      }
    }
  }

  private static int draw(Candidates candidates, Random random) {
    double[] weights = candidates.weights();
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      total += weights[i];
    }
    double rest = random.nextDouble() * total;
    int chosen = 0;
    while (chosen < candidates.size() - 1 && rest >= weights[chosen]) {
      rest -= weights[chosen++];
    }
    return chosen;
  }
}
