package dev.puna.cli;

import dev.puna.LoadOptions;
import dev.puna.spi.CacheType;
import picocli.CommandLine.Option;

/** How much a model remembers, and how. */
final class ContextOptions {
  @Option(
      names = {"-c", "--ctx"},
      paramLabel = "N",
      description =
          "Context: tokens of prompt and answer together; 0, the default, is what the model was"
              + " trained for, at most "
              + LoadOptions.DEFAULT_CONTEXT
              + ".")
  private int length;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      description = "How keys and values are kept: F32, the default, is exact; F16 takes half.")
  private CacheType cacheType = CacheType.F32;

  LoadOptions apply(LoadOptions options) {
    try {
      return options.contextLength(length).cacheType(cacheType);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--ctx: " + e.getMessage());
    }
  }
}
