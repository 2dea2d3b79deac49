package dev.puna;

import dev.puna.grammar.Grammar;
import dev.puna.sampling.SamplingOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to generate. Immutable; each method returns a changed copy.
 *
 * @param maxTokens tokens to generate at most; 0 for as many as the context holds
 * @param sampling how each token is chosen
 * @param stop texts that end the answer when they are met; they are not part of it
 * @param ignoreEndOfGeneration whether to go on where the model would end its answer; with a
 *     grammar it ends where the grammar lets it
 * @param grammar what the answer must fit, or null. Only an answer that is cut short (by {@code
 *     maxTokens}, the context or a stop text) does not fit as a whole
 */
public record GenerateOptions(
    int maxTokens,
    SamplingOptions sampling,
    List<String> stop,
    boolean ignoreEndOfGeneration,
    @Nullable Grammar grammar) {
  private static final GenerateOptions DEFAULTS =
      new GenerateOptions(0, SamplingOptions.defaults(), List.of(), false, null);

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
    return new GenerateOptions(tokens, sampling, stop, ignoreEndOfGeneration, grammar);
  }

  /** Sets how each token is chosen. */
  public GenerateOptions sampling(SamplingOptions options) {
    return new GenerateOptions(maxTokens, options, stop, ignoreEndOfGeneration, grammar);
  }

  /** Sets the texts that end the answer. */
  public GenerateOptions stop(String... texts) {
    return new GenerateOptions(maxTokens, sampling, List.of(texts), ignoreEndOfGeneration, grammar);
  }

  /** Sets whether to go on where the model would end its answer, up to the number of tokens. */
  public GenerateOptions ignoreEndOfGeneration(boolean ignore) {
    return new GenerateOptions(maxTokens, sampling, stop, ignore, grammar);
  }

  /** Sets what the answer must fit; null for anything. */
  public GenerateOptions grammar(@Nullable Grammar grammar) {
    return new GenerateOptions(maxTokens, sampling, stop, ignoreEndOfGeneration, grammar);
  }
}
