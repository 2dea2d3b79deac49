package dev.puna.cli;

import dev.puna.LoadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes. */
final class ComputeOptions {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What computes: simd or reference. Without it: the fastest that can run here.")
  private @Nullable String backend;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads to compute with; 0, the default, is one a core.")
  private int threads;

  /** Options for one sequence at a time. */
  LoadOptions load() {
    try {
      return LoadOptions.defaults().parallel(1).backend(backend).threads(threads);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--threads: " + e.getMessage());
    }
  }
}
