package dev.puna.cli;

import dev.puna.GenerateOptions;
import dev.puna.sampling.SamplingOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an answer is generated. The defaults are llama.cpp's. */
final class GenerationOptions {
  @Mixin private FurtherSampling further = new FurtherSampling();

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description = "Tokens to generate at most; 0, the default, is as many as the context holds.")
  private int maxTokens;

  @Option(
      names = "--temp",
      paramLabel = "T",
      description = "Temperature; 0 takes the most likely token always. Default: 0.8.")
  private @Nullable Float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Keep the K most likely tokens; 0 keeps all. Default: 40.")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Keep the most likely tokens that have probability P together; 1 keeps all. Default:"
              + " 0.95.")
  private @Nullable Float topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description =
          "Drop tokens less likely than P times the most likely one; 0 drops none. Default: 0.05.")
  private @Nullable Float minP;

  @Option(
      names = "--typical",
      paramLabel = "P",
      description =
          "Keep the most typical tokens that have probability P together; 1, the default, keeps"
              + " all.")
  private @Nullable Float typicalP;

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      description = "Make recent tokens less likely by this factor; 1, the default, is none.")
  private @Nullable Float repetitionPenalty;

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description = "How many recent tokens penalties look at; -1 is all. Default: 64.")
  private @Nullable Integer penaltyWindow;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "Lower the logits of recent tokens by X; 0, the default, is none.")
  private @Nullable Float presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "The same for each time they occur; 0, the default, is none.")
  private @Nullable Float frequencyPenalty;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "S",
      description = "Makes an answer repeatable. Without it: another one each time.")
  private @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the answer before this text; may be given several times.")
  private List<String> stop = List.of();

  @Option(
      names = "--ignore-eos",
      description = "Go on where the model would end its answer, up to --max-tokens.")
  private boolean ignoreEnd;

  /** The options for the library. */
  GenerateOptions options() {
    try {
      return GenerateOptions.defaults()
          .maxTokens(maxTokens)
          .stop(stop.toArray(String[]::new))
          .ignoreEndOfGeneration(ignoreEnd)
          .sampling(sampling());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private SamplingOptions sampling() {
    SamplingOptions.Builder builder = SamplingOptions.builder();
    if (temperature != null) {
      builder.temperature(temperature);
    }
    if (topK != null) {
      builder.topK(topK);
    }
    if (topP != null) {
      builder.topP(topP);
    }
    if (minP != null) {
      builder.minP(minP);
    }
    if (typicalP != null) {
      builder.typicalP(typicalP);
    }
    if (repetitionPenalty != null) {
      builder.repetitionPenalty(repetitionPenalty);
    }
    if (penaltyWindow != null) {
      builder.penaltyWindow(penaltyWindow);
    }
    if (presencePenalty != null) {
      builder.presencePenalty(presencePenalty);
    }
    if (frequencyPenalty != null) {
      builder.frequencyPenalty(frequencyPenalty);
    }
    further.apply(builder);
    if (seed != null) {
      builder.seed(seed);
    }
    return builder.build();
  }
}
