package dev.puna.cli;

import dev.puna.LoadOptions;
import dev.puna.spi.CacheType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, and how it keeps what it has read. */
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

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      description =
          "How keys and values are kept: F32, the default, is exact; F16 takes half the memory,"
              + " Q8_0 about a quarter.")
  private CacheType cacheType = CacheType.F32;

  /** Options for one sequence at a time. */
  LoadOptions load() {
    try {
      return LoadOptions.defaults()
          .parallel(1)
          .backend(backend)
          .threads(threads)
          .cacheType(cacheType);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--threads: " + e.getMessage());
    }
  }
}
