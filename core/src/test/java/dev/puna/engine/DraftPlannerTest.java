package dev.puna.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DraftPlannerTest {
  /** A step costs {@code fixed} and 1 a token, a draft {@code draft} for each of its tokens. */
  private record Linear(double fixed, double draft) implements DraftPlanner.Costs {
    @Override
    public double step(int tokens) {
      return fixed + tokens;
    }

    @Override
    public double drafting(int answers, int tokens) {
      return draft * tokens;
    }
  }

  private static int[] one(double acceptance, DraftPlanner.Costs costs) {
    return DraftPlanner.plan(new double[] {acceptance}, new int[] {8}, 32, costs);
  }

  @Test
  void freeTokensAreDraftedToTheFull() {
    assertArrayEquals(new int[] {8}, one(0.9, new Linear(1e9, 0)));
  }

  @Test
  void whereATokenCostsAsMuchAsAStepNothingIsDrafted() {
    assertArrayEquals(new int[] {0}, one(0.99, new Linear(0, 0)));
  }

  @Test
  void whatIsNeverRightIsNotDrafted() {
    assertArrayEquals(new int[] {0}, one(0, new Linear(100, 0)));
  }

  @Test
  void theCostOfTheDraftModelCounts() {
    int free = one(0.8, new Linear(10, 0))[0];
    int dear = one(0.8, new Linear(10, 2))[0];
    assertTrue(free > dear && dear > 0, free + " " + dear);
    assertEquals(0, one(0.8, new Linear(10, 20))[0]);
  }

  @Test
  void draftsGrowWithTheirSuccess() {
    int before = 0;
    for (double acceptance = 0.05; acceptance < 1; acceptance += 0.05) {
      int now = one(acceptance, new Linear(8, 0.1))[0];
      assertTrue(now >= before, acceptance + ": " + now);
      before = now;
    }
    assertEquals(8, before);
  }

  @Test
  void theAnswerThatFaresBetterGetsMoreOfTheRoom() {
    double[] acceptance = {0.6, 0.9, 0.7};
    int[] plan = DraftPlanner.plan(acceptance, new int[] {8, 8, 0}, 6, new Linear(1e6, 0));
    assertArrayEquals(new int[] {1, 5, 0}, plan);
  }

  @Test
  void noPlanIsBetter() {
    Random random = new Random(3);
    for (int n = 0; n < 300; n++) {
      double[] acceptance = random.doubles(2).toArray();
      int[] most = {random.nextInt(5), random.nextInt(5)};
      int room = random.nextInt(8);
      Linear costs = new Linear(random.nextDouble() * 20, 0);
      int[] plan = DraftPlanner.plan(acceptance, most, room, costs);
      for (int a = 0; a <= most[0]; a++) {
        for (int b = 0; b <= Math.min(most[1], room - a); b++) {
          assertTrue(
              rate(acceptance, plan, costs) >= rate(acceptance, new int[] {a, b}, costs) - 1e-9,
              () -> Arrays.toString(acceptance) + costs + Arrays.toString(plan));
        }
      }
    }
  }

  private static double rate(double[] acceptance, int[] plan, Linear costs) {
    double tokens = plan.length;
    for (int i = 0; i < plan.length; i++) {
      for (int k = 1; k <= plan[i]; k++) {
        tokens += Math.pow(acceptance[i], k);
      }
    }
    int drafted = plan[0] + plan[1];
    int deepest = Math.max(plan[0], plan[1]);
    return tokens / (costs.step(plan.length + drafted) + costs.drafting(0, deepest));
  }

  @Test
  void allSharesTheRoom() {
    assertArrayEquals(new int[] {3, 1, 2}, DraftPlanner.all(new int[] {8, 1, 8}, 6));
    assertArrayEquals(new int[] {8, 1, 8}, DraftPlanner.all(new int[] {8, 1, 8}, 99));
  }
}
