package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void tableHasTheModelTheMachineAndEachTest() {
    String table =
        bench("-p", "8", "-n", "4", "--batch", "1,3", "--depth", "0,16", "-r", "2", "-t", "2")
            .succeeded();
    for (String label : List.of("model", "backend", "threads", "machine", "JVM", "Puna")) {
      assertTrue(table.contains("\n" + label + " ") || table.startsWith(label + " "), table);
    }
    assertTrue(table.contains("Puna demo, Q8_0"), table);
    for (String test : List.of("pp8", "tg4", "tg4 x3", "pp8 @ d16", "tg4 @ d16", "tg4 x3 @ d16")) {
      assertTrue(
          table.matches("(?s).*\n\\| " + test + " +\\| +[\\d.]+ \\| +[\\d.]+ \\|\n.*"), table);
    }
  }

  @Test
  void jsonHasEachSample() {
    Json report = Json.parse(bench("-p", "8", "-n", "4", "-r", "3", "-o", "json").succeeded());
    assertTrue(report.text("backend").startsWith("simd"));
    assertTrue(report.text("jvm").contains("25"));
    assertEquals("Puna demo", report.object("model").text("name"));
    List<Json> results = report.objects("results");
    assertEquals(2, results.size());
    for (Json result : results) {
      List<?> samples = result.list("samples");
      assertEquals(3, samples.size());
      double sum = 0;
      for (Object sample : samples) {
        assertTrue((Double) sample > 0);
        sum += (Double) sample;
      }
      assertEquals(sum / 3, (Double) result.get("mean"), 0.01);
    }
    assertEquals("prompt", results.getFirst().text("kind"));
    assertEquals(4, results.getLast().number("tokens"));
    assertEquals(0, results.getLast().number("warmup_runs"));
  }

  @Test
  void csvHasOneLineForEachTestUnderItsColumns() {
    String csv =
        bench("-p", "8", "-n", "4", "-r", "1", "--backend", "reference", "-o", "csv").succeeded();
    List<String> lines = csv.lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().startsWith("test,kind,tokens,depth,sequences,"), csv);
    assertTrue(lines.get(1).startsWith("\"pp8\",\"prompt\",8,0,1,"), csv);
    assertTrue(lines.get(2).contains("\"reference, plain Java, 1 thread\""), csv);
    assertEquals(lines.getFirst().split(",").length, columns(lines.get(1)), csv);
  }

  /**
   * What was in the cache before is not read again: else a short prompt would be 33 times slower.
   */
  @Test
  void onlyNewTokensAreTimedAtDepth() {
    Json report =
        Json.parse(
            bench("-p", "8", "-n", "0", "--depth", "0,256", "-r", "5", "-o", "json").succeeded());
    List<Double> means = new ArrayList<>();
    report.objects("results").forEach(result -> means.add((Double) result.get("mean")));
    assertTrue(means.get(1) > means.get(0) / 8, means.toString());
  }

  @Test
  void warmUpRunsUntilTheSpeedIsSteady() {
    CommandRun run =
        CommandRun.puna("bench", "-p", "0", "-n", "4", "-r", "1", "-o", "json", "--progress");
    Json result = Json.parse(run.succeeded()).objects("results").getFirst();
    assertTrue(result.number("warmup_runs") >= 3, result.toString());
    assertTrue(run.err().contains("tg4"), run.err());
  }

  private static int columns(String line) {
    return line.replaceAll("\"[^\"]*\"", "").split(",", -1).length;
  }

  private static CommandRun bench(String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench", "--no-warmup"));
    all.addAll(List.of(arguments));
    return CommandRun.puna(all.toArray(String[]::new));
  }
}
