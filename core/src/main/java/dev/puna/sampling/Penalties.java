package dev.puna.sampling;

/**
 * Makes tokens of the recent past less likely.
 *
 * <p>A token that occurs {@code n > 0} times in the window has its logit divided by the repetition
 * penalty, or multiplied where it is not positive, so that it always falls; then {@code n *
 * frequencyPenalty + presencePenalty} is subtracted.
 */
final class Penalties implements SamplerStage {
  private final TokenWindow window;
  private final float repetition;
  private final float presence;
  private final float frequency;

  /** Occurrences in the window by token; all zero between calls. */
  private int[] occurrences = new int[0];

  Penalties(SamplingOptions options) {
    window = new TokenWindow(options.penaltyWindow());
    repetition = options.repetitionPenalty();
    presence = options.presencePenalty();
    frequency = options.frequencyPenalty();
  }

  @Override
  public void accept(int token) {
    window.add(token);
  }

  @Override
  public void apply(Candidates candidates) {
    int vocabulary = candidates.vocabulary();
    if (occurrences.length < vocabulary) {
      occurrences = new int[vocabulary];
    }
    for (int i = 0; i < window.size(); i++) {
      int token = window.fromEnd(i);
      if (token < vocabulary) {
        occurrences[token]++;
      }
    }
    for (int i = 0; i < window.size(); i++) {
      int token = window.fromEnd(i);
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
    float penalised = scaled - (occurrences * frequency + presence);
    if (Float.isFinite(penalised) || !Float.isFinite(logit)) {
      return penalised;
    }
    double exact = logit > 0 ? (double) logit / repetition : (double) logit * repetition;
    exact -= (double) occurrences * frequency + presence;
    return (float) Math.clamp(exact, -Float.MAX_VALUE, Float.MAX_VALUE);
  }
}
