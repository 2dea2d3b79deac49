package dev.puna.cli;

import dev.puna.LoadOptions;
import dev.puna.Speculation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the next tokens are guessed. */
final class SpeculationOptions {
  @Option(
      names = "--draft-model",
      paramLabel = "FILE",
      description =
          "A smaller model with the same tokens, which guesses the next ones; the answer is the"
              + " same, and comes sooner where it guesses well.")
  private @Nullable Path draftModel;

  @Option(
      names = "--speculate",
      paramLabel = "HOW",
      description =
          "Guess the next tokens by draft (the default with --draft-model), by lookup in the text"
              + " so far, or off.")
  private @Nullable How how;

  @Option(
      names = "--draft-tokens",
      paramLabel = "N",
      description = "Tokens that are guessed at once at most; fewer where more do not pay.")
  private @Nullable Integer tokens;

  /** Where guesses come from. */
  enum How {
    DRAFT,
    LOOKUP,
    OFF
  }

  LoadOptions apply(LoadOptions options) {
    Speculation speculation = speculation();
    try {
      return options.speculation(tokens == null ? speculation : speculation.maxTokens(tokens));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--draft-tokens: " + e.getMessage());
    }
  }

  private Speculation speculation() {
    How chosen = how != null ? how : draftModel != null ? How.DRAFT : How.OFF;
    return switch (chosen) {
      case OFF -> Speculation.off();
      case LOOKUP -> Speculation.lookup();
      case DRAFT -> {
        if (draftModel == null) {
          throw new UsageException("--speculate draft needs a --draft-model");
        }
        yield Speculation.draftModel(draftModel);
      }
    };
  }
}
