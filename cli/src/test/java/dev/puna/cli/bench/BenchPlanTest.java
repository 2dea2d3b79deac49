package dev.puna.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.LoadOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchPlanTest {
  @Test
  void promptsAreReadOnceAndGenerationsRunInEachBatchAtEachDepth() {
    BenchPlan plan = plan(512, 128, List.of(1, 16), List.of(0, 4096));
    assertEquals(
        List.of(
            "pp512", "tg128", "tg128 x16", "pp512 @ d4096", "tg128 @ d4096", "tg128 x16 @ d4096"),
        names(plan));
  }

  @Test
  void testsOfNoTokensAreLeftOut() {
    assertEquals(List.of("tg8"), names(plan(0, 8, List.of(1), List.of(0))));
    assertEquals(List.of("pp8"), names(plan(8, 0, List.of(1, 4), List.of(0))));
  }

  @Test
  void modelIsLoadedWithRoomForTheLargestTest() {
    LoadOptions options =
        plan(512, 128, List.of(16, 1), List.of(0, 4096)).apply(LoadOptions.defaults());
    assertEquals(16, options.parallel());
    assertEquals(4096 + 512 + 2, options.contextLength());
    assertEquals(1, plan(8, 0, List.of(16), List.of(0)).apply(options).parallel());
  }

  @Test
  void meanAndDeviationAreThoseOfASample() {
    BenchTest test = new BenchTest(BenchTest.Kind.PROMPT, 1, 0, 1);
    BenchResult result = new BenchResult(test, 0, List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertEquals(5, result.mean());
    assertEquals(Math.sqrt(32.0 / 7), result.deviation(), 1e-12);
    assertEquals(0, new BenchResult(test, 0, List.of(3.0)).deviation());
  }

  @Test
  void processorIsNamedAsLinuxNamesIt() {
    List<String> lines = List.of("processor\t: 0", "model name\t: Quick CPU @ 2.0 GHz", "");
    assertEquals("Quick CPU @ 2.0 GHz", Processor.ofLinux(lines));
    assertEquals(System.getProperty("os.arch"), Processor.ofLinux(List.of("processor : 0")));
  }

  private static List<String> names(BenchPlan plan) {
    return plan.tests().stream().map(BenchTest::name).toList();
  }

  private static BenchPlan plan(
      int prompt, int generated, List<Integer> batches, List<Integer> depths) {
    return new BenchPlan(prompt, generated, batches, depths, 5, true);
  }
}
