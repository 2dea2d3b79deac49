package dev.puna.sampling;

import java.util.Arrays;

/**
 * Makes tokens of the recent past less likely.
 *
 * <p>A token that occurs {@code n > 0} times in the window has its logit divided by the repetition
 * penalty, or multiplied where it is not positive, so that it always falls; then {@code n *
 * frequencyPenalty + presencePenalty} is subtracted.
 */
final class Penalties implements SamplerStage {
  private final int limit;
  private final float repetition;
  private final float presence;
  private final float frequency;

  /** The last {@code count} accepted tokens; once the limit is reached the oldest is at next. */
  private int[] window = new int[64];

  private int count;
  private int next;

  /** Occurrences in the window by token; all zero between calls. */
  private int[] occurrences = new int[0];

  Penalties(SamplingOptions options) {
    limit = options.penaltyWindow() < 0 ? Integer.MAX_VALUE : options.penaltyWindow();
    repetition = options.repetitionPenalty();
    presence = options.presencePenalty();
    frequency = options.frequencyPenalty();
  }

  @Override
  public void accept(int token) {
    if (count < limit) {
      if (count == window.length) {
        window = Arrays.copyOf(window, 2 * window.length);
      }
      window[count++] = token;
    } else {
      window[next] = token;
      next = (next + 1) % limit;
    }
  }

  @Override
  public void apply(Candidates candidates) {
    int vocabulary = candidates.vocabulary();
    if (occurrences.length < vocabulary) {
      occurrences = new int[vocabulary];
    }
    for (int i = 0; i < count; i++) {
      if (window[i] < vocabulary) {
        occurrences[window[i]]++;
      }
    }
    for (int i = 0; i < count; i++) {
      int token = window[i];
      if (token < vocabulary && occurrences[token] > 0) {
        int candidate = candidates.find(token);
        if (candidate >= 0) {
          float logit = candidates.logit(candidate);
          candidates.setLogit(candidate, penalised(logit, occurrences[token]));
        }
        occurrences[token] = 0;
      }
    }
  }

  private float penalised(float logit, int occurrences) {
    float scaled = logit > 0 ? logit / repetition : logit * repetition;
    return scaled - (occurrences * frequency + presence);
  }
}
