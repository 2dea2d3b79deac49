package dev.puna.spi;

/**
 * The largest batch that a plan must take.
 *
 * @param tokens tokens in a run
 * @param sequences sequences in a run
 * @param outputs rows of logits in a run
 */
public record PlanLimits(int tokens, int sequences, int outputs) {
  /**
   * Checks that each is at least 1, and that there are no more sequences or outputs than tokens.
   */
  public PlanLimits {
    if (tokens < 1 || sequences < 1 || outputs < 1 || sequences > tokens || outputs > tokens) {
      throw new IllegalArgumentException(
          "limits must be at least 1, and sequences and outputs at most the tokens: tokens="
              + tokens
              + ", sequences="
              + sequences
              + ", outputs="
              + outputs);
    }
  }
}
