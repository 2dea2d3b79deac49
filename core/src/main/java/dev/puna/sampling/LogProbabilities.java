package dev.puna.sampling;

import dev.puna.TokenProbability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Looks up how likely the model itself finds tokens: the log-softmax of its logits, before any
 * stage of a sampler.
 */
final class LogProbabilities {
  private final int alternatives;
  private final IntFunction<byte[]> pieces;
  private final Candidates candidates = new Candidates();

  /**
   * Creates it.
   *
   * @param alternatives of how many of the most likely tokens to tell
   * @param pieces the bytes of a token
   */
  LogProbabilities(int alternatives, IntFunction<byte[]> pieces) {
    this.alternatives = alternatives;
    this.pieces = pieces;
  }

  /** The log probability of a token and of the most likely ones; logits as for a sampler. */
  TokenProbability of(int token, float[] logits, int offset, int vocabulary) {
    candidates.load(logits, offset, vocabulary);
    double logTotal = candidates.logTotal();
    List<TokenProbability> likely = new ArrayList<>();
    if (alternatives > 0) {
      int count = Math.min(alternatives, vocabulary);
      candidates.sortLargest(count);
      for (int i = 0; i < count && candidates.logit(i) > Float.NEGATIVE_INFINITY; i++) {
        double logProbability = candidates.logit(i) - logTotal;
        likely.add(probability(candidates.id(i), logProbability, List.of()));
      }
    }
    return probability(token, logits[offset + token] - logTotal, likely);
  }

  private TokenProbability probability(int id, double value, List<TokenProbability> likely) {
    String text = new String(pieces.apply(id), StandardCharsets.UTF_8);
    return new TokenProbability(id, text, value, likely);
  }
}
