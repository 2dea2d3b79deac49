package dev.puna;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * A conversation. Its keys and values stay in the cache, so that a turn runs only what is new.
 * Belongs to one caller at a time; close it to free its part of the cache.
 */
public final class Chat implements AutoCloseable {
  private final ChatOptions options;
  private final Session session;
  private final List<Message> history;

  Chat(ChatOptions options, Session session) {
    this.options = options;
    this.session = session;
    history = new ArrayList<>(options.messages());
  }

  /** Says something and returns the whole answer. */
  public Generation send(String content) {
    return send(Message.user(content), piece -> {});
  }

  /** Says something and hands each piece of the answer over as it comes, on this thread. */
  public Generation send(String content, Consumer<String> onText) {
    return send(Message.user(content), onText);
  }

  /**
   * Adds a message of any role (a tool's answer, for example) and generates. The message and the
   * answer join the history, the answer as far as it came where it was cancelled; if generation
   * fails, the history is as before.
   */
  public Generation send(Message message, Consumer<String> onText) {
    try (TextStream stream = stream(message)) {
      stream.forEachRemaining(onText);
      Generation generation = stream.result();
      history.add(message);
      history.add(Message.assistant(generation.text()));
      return generation;
    }
  }

  private TextStream stream(Message message) {
    List<Message> turns = new ArrayList<>(history);
    turns.add(message);
    return session.stream(Prompt.chat(turns, options.variables()), options.generate());
  }

  /** All messages so far. */
  public List<Message> history() {
    return Collections.unmodifiableList(history);
  }

  /** Forgets all but the messages it began with. */
  public void reset() {
    history.clear();
    history.addAll(options.messages());
  }

  /**
   * Saves what the cache holds of the conversation: its keys and values, not its messages. Those
   * are {@link #history}, and belong to the caller.
   *
   * @return how many tokens were saved
   * @throws SessionFileException if the file can not be written
   * @see Session#save
   */
  public int save(Path file) {
    return session.save(file);
  }

  /**
   * Brings back what was saved of a conversation that began with the same messages, see {@link
   * ChatOptions#messages}: its next turn reads only what is new.
   *
   * @return how many tokens the cache holds again
   * @throws SessionFileException if the file is damaged or of another model
   * @see Session#restore
   */
  public int restore(Path file) {
    return session.restore(file);
  }

  /** Another conversation with the same messages so far; from here on they go separate ways. */
  public Chat fork() {
    Chat fork = new Chat(options, session.fork());
    fork.history.clear();
    fork.history.addAll(history);
    return fork;
  }

  /** Frees its part of the cache. */
  @Override
  public void close() {
    session.close();
  }
}
