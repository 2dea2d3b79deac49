package dev.puna;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that begin alike, a conversation for example. What a prompt has in common with any that
 * ran before, its answer included, is in the model's cache and is not read again, unless others
 * needed the room meanwhile.
 *
 * <p>What the cache holds of the last prompt and its answer can be saved to a file and restored, in
 * another process too: the next prompt that begins alike goes on from there, to the same answer.
 *
 * <p>Belongs to one caller at a time.
 */
public final class Session implements AutoCloseable {
  private final Model model;

  /** The answer that was asked for last, or null where that is what was restored. */
  private @Nullable TextStream last;

  private int[] restored = new int[0];

  Session(Model model) {
    this.model = model;
  }

  /** The model that it is a session with. */
  Model model() {
    return model;
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
    return stream(prompt, options, false);
  }

  /**
   * The same.
   *
   * @param showsControl whether control tokens are part of the text
   */
  TextStream stream(Prompt prompt, GenerateOptions options, boolean showsControl) {
    TextStream stream = model.stream(prompt, options, showsControl, () -> {});
    last = stream;
    return stream;
  }

  /**
   * Saves what the cache holds of the last prompt and its answer. The file, which only this user
   * can read, tells what they were; it is written beside a file that was there before, and then
   * takes its place.
   *
   * @return how many tokens were saved: all but the last, unless others needed the room or the
   *     answer is still being generated
   * @throws SessionFileException if the file can not be written
   */
  public int save(Path file) {
    return model.sessionStore().save(tokens(), file);
  }

  /**
   * Brings what was saved back into the cache, for any prompt that begins alike. Restore what you
   * trust: a damaged file is refused, but nothing proves that keys and values are those of the
   * tokens beside them.
   *
   * @return how many tokens the cache holds again; fewer than were saved where there is no room
   *     that nobody uses
   * @throws SessionFileException if the file is damaged, of another model, or of one that was
   *     loaded with another {@link LoadOptions#cacheType}; the message says which. Nothing that is
   *     wrong gets into the cache
   */
  public int restore(Path file) {
    restored = model.sessionStore().restore(file);
    last = null;
    return restored.length;
  }

  /** Another session that begins with what this one has. */
  public Session fork() {
    Session fork = new Session(model);
    fork.restored = tokens();
    return fork;
  }

  private int[] tokens() {
    return last == null ? restored : last.tokens();
  }

  /** Ends the session. */
  @Override
  public void close() {}
}
