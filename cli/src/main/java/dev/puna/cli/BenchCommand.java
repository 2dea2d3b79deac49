package dev.puna.cli;

import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.cli.bench.Bench;
import dev.puna.cli.bench.BenchPlan;
import dev.puna.cli.bench.BenchReport;
import dev.puna.cli.bench.BenchResult;
import dev.puna.cli.bench.BenchTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code puna bench}. */
@Command(
    name = "bench",
    header = "Measures how fast a model runs.",
    description = {
      "Tests are named as in llama-bench: pp512 reads a prompt of 512 tokens, tg128 generates 128,"
          + " tg128 x4 does so for 4 sequences together (the speed is that of all), and @ d4096"
          + " means that 4096 tokens are in the cache before; only new tokens are timed.",
      "",
      "Each test runs until its speed is steady, and then the given number of times."
    },
    footer = {
      "",
      "Examples:",
      "  puna bench -m model.gguf",
      "  puna bench -m model.gguf --batch 1,4,16 --depth 0,4096 -t 8",
      "  puna bench -m model.gguf -p 0 -n 64 -o json | jq '.results[].mean'"
    })
final class BenchCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = {"-p", "--prompt-tokens"},
      paramLabel = "N",
      description = "Length of the prompt; 0 leaves the test out. Default: ${DEFAULT-VALUE}.")
  private int promptTokens = 512;

  @Option(
      names = {"-n", "--generated-tokens"},
      paramLabel = "N",
      description = "Tokens to generate; 0 leaves the test out. Default: ${DEFAULT-VALUE}.")
  private int generatedTokens = 128;

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "Numbers of sequences that generate together. Default: 1.")
  private List<Integer> batches = List.of(1);

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      split = ",",
      description = "Numbers of tokens in the cache before; each sequence has its own. Default: 0.")
  private List<Integer> depths = List.of(0);

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "Timed runs of each test. Default: ${DEFAULT-VALUE}.")
  private int repetitions = 5;

  @Option(names = "--no-warmup", description = "Time the first runs of the process.")
  private boolean cold;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, the default, json or csv.")
  private Format format = Format.TABLE;

  @Option(
      names = "--progress",
      description = "Show a progress bar even where standard error is no terminal.")
  private boolean progress;

  /** How results are written. */
  enum Format {
    TABLE,
    JSON,
    CSV
  }

  BenchCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    BenchPlan plan;
    LoadOptions options;
    try {
      plan = new BenchPlan(promptTokens, generatedTokens, batches, depths, repetitions, !cold);
      options = plan.apply(compute.load());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    try (Model loaded = model.load(options)) {
      print(new BenchReport(Version.number(), loaded, options, measure(loaded, plan)));
    }
    return 0;
  }

  private List<BenchResult> measure(Model loaded, BenchPlan plan) {
    long runs = (long) plan.tests().size() * plan.repetitions();
    try (Progress bar = Progress.start(streams, progress, "runs", runs);
        Bench bench = new Bench(loaded, plan, new Shown(bar))) {
      return bench.run();
    }
  }

  private record Shown(Progress bar) implements Bench.Listener {
    @Override
    public void begins(BenchTest test) {
      bar.label(test.name());
    }

    @Override
    public void measured() {
      bar.step();
    }
  }

  private void print(BenchReport report) throws IOException {
    switch (format) {
      case TABLE -> streams.print(report.table());
      case CSV -> streams.print(report.csv());
      case JSON -> {
        streams.out().write(report.json());
        streams.print("\n");
      }
    }
  }
}
