package dev.puna.sampling;

/**
 * One link of a {@link Sampler}: changes logits or removes candidates.
 *
 * <p>Built-in stages, grammar masks and samplers with a memory of their own (DRY, mirostat) are all
 * of this kind. A stage belongs to one sampler, and so to one sequence; it may keep state and
 * buffers.
 */
@FunctionalInterface
public interface SamplerStage {

  /**
   * Changes the candidates for the next token. To forbid a token, set its logit to negative
   * infinity or remove it; at least one candidate must remain.
   */
  void apply(Candidates candidates);

  /** Takes note of a token that the sequence now holds. */
  default void accept(int token) {}

  /** Takes note of a token of the prompt, which is all the same to most stages. */
  default void acceptPrompt(int token) {
    accept(token);
  }

  /** Whether nothing can follow the tokens so far: the sequence ends here. */
  default boolean isFinished() {
    return false;
  }
}
