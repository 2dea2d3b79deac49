package dev.puna.simd;

import dev.puna.host.ExpertRouting;
import java.util.Arrays;

/** The pairs of a batch's tokens and their chosen experts, sorted by expert, then by token. */
final class ExpertPairs {
  private final int experts;
  private final int used;

  // Of the token that is being routed.
  private final int[] chosen;
  private final float[] chosenWeights;

  // [tokens][used], best expert first.
  private final int[] expertOf;
  private final float[] weights;
  private final int[] pairOf;

  private final int[] tokens; // [pairs]
  private final int[] firsts; // [experts + 1]: an expert's first pair
  private final int[] active; // experts that have pairs
  private int activeCount;
  private int count;

  ExpertPairs(int experts, int used, int maxTokens) {
    this.experts = experts;
    this.used = used;
    chosen = new int[used];
    chosenWeights = new float[used];
    int most = Math.multiplyExact(maxTokens, used);
    expertOf = new int[most];
    weights = new float[most];
    pairOf = new int[most];
    tokens = new int[most];
    firsts = new int[experts + 1];
    active = new int[experts];
  }

  /**
   * Chooses experts and sorts.
   *
   * @param router scores, {@code [rows][experts]}
   */
  void route(float[] router, int rows) {
    count = rows * used;
    Arrays.fill(firsts, 0);
    for (int token = 0; token < rows; token++) {
      ExpertRouting.choose(router, token * experts, experts, chosen, chosenWeights);
      for (int n = 0; n < used; n++) {
        expertOf[token * used + n] = chosen[n];
        weights[token * used + n] = chosenWeights[n];
        firsts[chosen[n] + 1]++;
      }
    }
    activeCount = 0;
    for (int e = 0; e < experts; e++) {
      if (firsts[e + 1] > 0) {
        active[activeCount++] = e;
      }
      firsts[e + 1] += firsts[e];
    }
    // Filled from behind, so that firsts is at the beginnings again when all pairs are placed.
    for (int i = count - 1; i >= 0; i--) {
      int pair = --firsts[expertOf[i] + 1];
      pairOf[i] = pair;
      tokens[pair] = i / used;
    }
    System.arraycopy(firsts, 1, firsts, 0, experts);
    firsts[experts] = count;
  }

  /** Number of pairs. */
  int count() {
    return count;
  }

  /** Number of experts that have pairs. */
  int activeExperts() {
    return activeCount;
  }

  /** One of the experts that have pairs. */
  int activeExpert(int index) {
    return active[index];
  }

  /** The first pair of an expert; that of the number of experts is {@link #count}. */
  int first(int expert) {
    return firsts[expert];
  }

  /** The token of a pair. */
  int token(int pair) {
    return tokens[pair];
  }

  /** The pair of a token's n-th best expert. */
  int pair(int token, int n) {
    return pairOf[token * used + n];
  }

  /** The weight of a token's n-th best expert. */
  float weight(int token, int n) {
    return weights[token * used + n];
  }
}
