package dev.puna.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark with small sizes, in this process: what they measure does not matter. */
class BenchmarksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Linear columns=256 rows=32 matrices=2",
        "Experts type=Q4_K width=256 inner=256 experts=4 used=2",
        "Attention depth=130 heads=4 kvHeads=2 headLength=16",
        "Norm width=64 length=64,16",
        "Rope width=64 headLength=16",
        "Activation width=64",
      })
  void eachBenchmarkRunsOnEachBackend(String benchmark) throws RunnerException {
    String[] words = benchmark.split(" ");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(words[0] + "Benchmark")
            .forks(0)
            .mode(Mode.SingleShotTime)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.NONE)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .param("tokens", "1", "4", "40");
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=");
      options.param(pair[0], pair[1].split(","));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    List<String> backends = new ArrayList<>();
    for (RunResult result : results) {
      assertTrue(result.getPrimaryResult().getScore() > 0, benchmark);
      backends.add(result.getParams().getParam("backend"));
    }
    assertEquals(List.of("reference", "simd"), backends.stream().distinct().toList());
    assertEquals(0, backends.size() % 6, "runs of 3 numbers of tokens on 2 backends");
  }
}
