package dev.puna.engine;

import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param end why
 * @param cachedTokens tokens of the prompt that were in the cache already
 * @param promptNanos from admission to the first token
 * @param generationNanos from the first token to the last
 * @param steps runs of the model after which tokens were chosen
 * @param draftedTokens guesses that the model checked
 * @param acceptedTokens how many of them were right
 * @param failure what went wrong, where {@code end} is FAILED
 */
public record Outcome(
    End end,
    int cachedTokens,
    long promptNanos,
    long generationNanos,
    int steps,
    int draftedTokens,
    int acceptedTokens,
    @Nullable Throwable failure) {

  /** How a request ended that never ran. */
  public static Outcome unserved(End end, @Nullable Throwable failure) {
    return new Outcome(end, 0, 0, 0, 0, 0, 0, failure);
  }

  /** Why a request ended. */
  public enum End {
    /** The model chose an end-of-generation token, or its grammar allows nothing more. */
    END_OF_GENERATION,
    /** The number of tokens that was asked for is reached, or the context is full. */
    LENGTH,
    /** The caller cancelled it, or the model was closed. */
    CANCELLED,
    /** Its deadline has come. */
    DEADLINE,
    /** A failure of the backend or of a sampler. */
    FAILED
  }
}
