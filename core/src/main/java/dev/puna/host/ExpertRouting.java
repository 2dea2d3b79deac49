package dev.puna.host;

/** Chooses the experts of one token. */
public final class ExpertRouting {
  private ExpertRouting() {}

  /**
   * The experts with the highest scores, and the softmax of the scores of just those. Of equal
   * scores the lower index is first.
   *
   * @param scores router scores
   * @param from index of the first
   * @param count number of experts
   * @param chosen receives the experts, best first
   * @param weights receives their weights, which sum to 1
   */
  public static void choose(float[] scores, int from, int count, int[] chosen, float[] weights) {
    int used = chosen.length;
    for (int n = 0; n < used; n++) {
      int best = -1;
      for (int e = 0; e < count; e++) {
        if ((best < 0 || scores[from + e] > scores[from + best]) && !contains(chosen, n, e)) {
          best = e;
        }
      }
      chosen[n] = best;
    }
    float max = scores[from + chosen[0]];
    double sum = 0;
    for (int n = 0; n < used; n++) {
      weights[n] = (float) Math.exp(scores[from + chosen[n]] - max);
      sum += weights[n];
    }
    for (int n = 0; n < used; n++) {
      weights[n] = (float) (weights[n] / sum);
    }
  }

  private static boolean contains(int[] chosen, int count, int expert) {
    for (int i = 0; i < count; i++) {
      if (chosen[i] == expert) {
        return true;
      }
    }
    return false;
  }
}
