package dev.puna.sampling;

import java.util.Arrays;
import java.util.Map;

/** Adds a constant to the logits of given tokens. Tokens that the vocabulary lacks are ignored. */
final class LogitBias implements SamplerStage {
  private final int[] tokens;
  private final float[] biases;

  LogitBias(Map<Integer, Float> bias) {
    tokens = bias.keySet().stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(tokens);
    biases = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      biases[i] = bias.getOrDefault(tokens[i], 0f);
    }
  }

  @Override
  public void apply(Candidates candidates) {
    for (int i = 0; i < tokens.length; i++) {
      int candidate = candidates.find(tokens[i]);
      if (candidate >= 0) {
        candidates.setLogit(candidate, candidates.logit(candidate) + biases[i]);
      }
    }
  }
}
