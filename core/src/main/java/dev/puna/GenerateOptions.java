package dev.puna;

import dev.puna.sampling.SamplingOptions;
import java.util.List;

/**
 * How to generate. Immutable; each method returns a changed copy.
 *
 * @param maxTokens tokens to generate at most; 0 for as many as the context holds
 * @param sampling how each token is chosen
 * @param stop texts that end the answer when they are met; they are not part of it
 * @param ignoreEndOfGeneration whether to go on where the model would end its answer
 */
public record GenerateOptions(
    int maxTokens, SamplingOptions sampling, List<String> stop, boolean ignoreEndOfGeneration) {
  private static final GenerateOptions DEFAULTS =
      new GenerateOptions(0, SamplingOptions.defaults(), List.of(), false);

  /** Checks the ranges. */
  public GenerateOptions {
    stop = List.copyOf(stop);
    if (maxTokens < 0) {
      throw new IllegalArgumentException("maxTokens must not be negative: " + maxTokens);
    }
    if (stop.contains("")) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
  }

  /** The defaults: sampling as llama.cpp does it, until the model ends its answer. */
  public static GenerateOptions defaults() {
    return DEFAULTS;
  }

  /** The defaults, but always the most likely token. */
  public static GenerateOptions greedy() {
    return DEFAULTS.sampling(SamplingOptions.greedy());
  }

  /** Sets how many tokens are generated at most; 0 for as many as the context holds. */
  public GenerateOptions maxTokens(int tokens) {
    return new GenerateOptions(tokens, sampling, stop, ignoreEndOfGeneration);
  }

  /** Sets how each token is chosen. */
  public GenerateOptions sampling(SamplingOptions options) {
    return new GenerateOptions(maxTokens, options, stop, ignoreEndOfGeneration);
  }

  /** Sets the texts that end the answer. */
  public GenerateOptions stop(String... texts) {
    return new GenerateOptions(maxTokens, sampling, List.of(texts), ignoreEndOfGeneration);
  }

  /** Sets whether to go on where the model would end its answer, up to the number of tokens. */
  public GenerateOptions ignoreEndOfGeneration(boolean ignore) {
    return new GenerateOptions(maxTokens, sampling, stop, ignore);
  }
}
