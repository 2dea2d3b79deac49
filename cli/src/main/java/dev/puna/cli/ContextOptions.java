package dev.puna.cli;

import dev.puna.LoadOptions;
import picocli.CommandLine.Option;

/** How much a model remembers. */
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

  LoadOptions apply(LoadOptions options) {
    try {
      return options.contextLength(length);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--ctx: " + e.getMessage());
    }
  }
}
