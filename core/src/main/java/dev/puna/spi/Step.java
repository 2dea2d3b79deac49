package dev.puna.spi;

/**
 * The results of one run, where they were computed. Each method waits until they are there. {@code
 * output} counts the rows that the batch asked for, from 0.
 */
public interface Step {
  /** Copies the scores of all tokens of the vocabulary. Only after {@link Batch.Result#LOGITS}. */
  void logits(int output, float[] target, int offset);

  /** The token with the highest score; the lowest id of several. Only after LOGITS. */
  int argmax(int output);

  /** Copies the final hidden state (after the last norm). */
  void hidden(int output, float[] target, int offset);
}
