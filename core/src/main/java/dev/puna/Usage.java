package dev.puna;

/**
 * What a generation took.
 *
 * @param promptTokens tokens of the prompt
 * @param cachedTokens how many of them were in the cache already and were not run again
 * @param generatedTokens tokens of the answer
 * @param promptNanos time from start to the first token
 * @param generationNanos time from the first token to the last
 * @param steps runs of the model after which tokens of the answer were chosen, the end among them:
 *     fewer than tokens where these were guessed or a grammar left no choice
 * @param draftedTokens tokens that were guessed and checked, see {@link Speculation}
 * @param acceptedTokens how many of these were right
 */
public record Usage(
    int promptTokens,
    int cachedTokens,
    int generatedTokens,
    long promptNanos,
    long generationNanos,
    int steps,
    int draftedTokens,
    int acceptedTokens) {

  /** Tokens of the prompt read in a second, cached ones left out. */
  public double promptTokensPerSecond() {
    return promptNanos == 0 ? 0 : (promptTokens - cachedTokens) * 1e9 / promptNanos;
  }

  /** Tokens generated in a second, after the first. */
  public double generatedTokensPerSecond() {
    return generationNanos == 0 ? 0 : (generatedTokens - 1) * 1e9 / generationNanos;
  }
}
