package dev.puna;

import java.util.List;

/**
 * A finished answer.
 *
 * @param text what was generated, without a stop string
 * @param finishReason why it ended
 * @param usage what it took
 * @param logProbabilities how likely the model found each token of the text; empty unless {@link
 *     GenerateOptions#logProbabilities(int)} asked for it
 */
public record Generation(
    String text, FinishReason finishReason, Usage usage, List<TokenProbability> logProbabilities) {
  /** Copies the list. */
  public Generation {
    logProbabilities = List.copyOf(logProbabilities);
  }
}
