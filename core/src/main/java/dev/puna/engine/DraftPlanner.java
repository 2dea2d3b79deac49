package dev.puna.engine;

/**
 * Decides how many tokens to draft for each answer, so that all answers together get the most
 * tokens in a second.
 *
 * <p>A draft of k tokens of which each is right with probability a, given that those before it are,
 * gives a + a² + ... + a^k tokens beside the one that a step always gives. So the next token to
 * draft is that of the answer with the highest power of a; and the number of all is the one with
 * the best ratio of tokens to time.
 */
final class DraftPlanner {
  private DraftPlanner() {}

  /** What steps cost, in any one unit. */
  interface Costs {
    /** A step of so many tokens. */
    double step(int tokens);

    /** Drafting up to {@code tokens} for each of some answers. */
    double drafting(int answers, int tokens);
  }

  /**
   * The tokens to draft for each answer.
   *
   * @param acceptance by answer: how likely a drafted token is right if those before it are
   * @param most by answer: tokens to draft at most
   * @param room tokens that may be drafted in all
   */
  static int[] plan(double[] acceptance, int[] most, int room, Costs costs) {
    int answers = acceptance.length;
    int[] plan = new int[answers];
    int[] best = plan.clone();
    double[] power = acceptance.clone();
    double expected = answers;
    double bestRate = expected / costs.step(answers);
    int drafting = 0;
    int deepest = 0;
    for (int drafted = 1; drafted <= room; drafted++) {
      int next = -1;
      for (int i = 0; i < answers; i++) {
        if (plan[i] < most[i] && (next < 0 || power[i] > power[next])) {
          next = i;
        }
      }
      if (next < 0) {
        break;
      }
      drafting += plan[next] == 0 ? 1 : 0;
      plan[next]++;
      deepest = Math.max(deepest, plan[next]);
      expected += power[next];
      power[next] *= acceptance[next];
      double rate = expected / (costs.step(answers + drafted) + costs.drafting(drafting, deepest));
      if (rate > bestRate) {
        bestRate = rate;
        best = plan.clone();
      }
    }
    return best;
  }

  /** As many tokens as there is room for, whatever it costs. */
  static int[] all(int[] most, int room) {
    int[] plan = new int[most.length];
    int left = room;
    boolean goesOn = true;
    while (goesOn) {
      goesOn = false;
      for (int i = 0; i < plan.length && left > 0; i++) {
        if (plan[i] < most[i]) {
          plan[i]++;
          left--;
          goesOn = true;
        }
      }
    }
    return plan;
  }
}
