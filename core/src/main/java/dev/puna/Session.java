package dev.puna;

import dev.puna.cache.Sequence;

/**
 * A place in the cache that a caller keeps. A prompt that begins as the last one of the session
 * did, its answer included, is read only from where it differs: what is common to many prompts, a
 * document or a conversation so far, costs its time once.
 *
 * <p>Belongs to one caller at a time, and one answer must be complete or closed before the next
 * begins. Close it to free its part of the cache. What an idle session holds is given up where
 * others need the room; then its next prompt is read as a whole.
 */
public final class Session implements AutoCloseable {
  private final Model model;
  private final Sequence sequence;

  Session(Model model, Sequence sequence) {
    this.model = model;
    this.sequence = sequence;
  }

  /** Generates a whole answer. */
  public Generation generate(Prompt prompt, GenerateOptions options) {
    try (TextStream stream = stream(prompt, options)) {
      return stream.result();
    }
  }

  /**
   * Begins to generate and returns the answer as it grows.
   *
   * @throws ContextLengthException if the prompt does not fit the context
   */
  public TextStream stream(Prompt prompt, GenerateOptions options) {
    return model.stream(prompt, options, sequence);
  }

  /** Frees its part of the cache. */
  @Override
  public void close() {
    model.release(sequence);
  }
}
