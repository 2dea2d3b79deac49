package dev.puna;

/**
 * Prompts that begin alike, a conversation for example. What a prompt has in common with any that
 * ran before, its answer included, is in the model's cache and is not read again, unless others
 * needed the room meanwhile.
 *
 * <p>Belongs to one caller at a time.
 */
public final class Session implements AutoCloseable {
  private final Model model;

  Session(Model model) {
    this.model = model;
  }

  /** Generates a whole answer. */
  public Generation generate(Prompt prompt, GenerateOptions options) {
    return model.generate(prompt, options);
  }

  /**
   * Begins to generate and returns the answer as it grows.
   *
   * @throws ContextLengthException if the prompt does not fit the context
   */
  public TextStream stream(Prompt prompt, GenerateOptions options) {
    return model.stream(prompt, options);
  }

  /** Ends the session. */
  @Override
  public void close() {}
}
