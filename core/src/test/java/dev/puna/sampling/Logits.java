package dev.puna.sampling;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Distributions for the tests of sampling. */
final class Logits {
  private Logits() {}

  /** Logits of which softmax makes these probabilities. */
  static float[] of(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  /** Normally distributed logits; every eighth is equal to the one before it. */
  static float[] random(Random random, int vocabulary, double spread) {
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = i % 8 == 7 ? logits[i - 1] : (float) (spread * random.nextGaussian());
    }
    return logits;
  }

  static Candidates candidates(float... logits) {
    Candidates candidates = new Candidates();
    candidates.load(logits, 0, logits.length);
    return candidates;
  }

  /** The probability of each candidate by token id. */
  static Map<Integer, Double> probabilities(Candidates candidates) {
    double[] weights = candidates.weights();
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      total += weights[i];
    }
    Map<Integer, Double> result = new TreeMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      result.put(candidates.id(i), weights[i] / total);
    }
    return result;
  }
}
