package dev.puna;

import dev.puna.calling.CallFormat;
import dev.puna.tool.ToolCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation. Its keys and values stay in the cache, so that a turn runs only what is new.
 * Belongs to one caller at a time; close it to free its part of the cache.
 */
public final class Chat implements AutoCloseable {
  private final ChatOptions options;
  private final Session session;
  private final List<Message> history;

  /** How the model calls tools, once that was needed. */
  private @Nullable CallFormat format;

  private List<ToolCall> calls = List.of();

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
   *
   * <p>Where the model calls {@link ChatOptions#tools}, they run on this thread, it is told their
   * results, and the answer is what it says then; {@link #toolCalls} has the calls. A tool that
   * fails has its message as its result.
   *
   * @throws PunaException if generation fails, the model's template has no form for calls of tools,
   *     or it goes on calling for more rounds than are allowed
   */
  public Generation send(Message message, Consumer<String> onText) {
    calls = List.of();
    if (!options.tools().tools().isEmpty()) {
      return sendWithTools(message, onText);
    }
    try (TextStream stream = stream(message)) {
      stream.forEachRemaining(onText);
      Generation generation = stream.result();
      history.add(message);
      history.add(Message.assistant(generation.text()));
      return generation;
    }
  }

  private Generation sendWithTools(Message message, Consumer<String> onText) {
    Model model = session.model();
    CallFormat known = format;
    if (known == null) {
      known =
          CallFormat.of(
              messages -> {
                Map<String, Object> context =
                    new LinkedHashMap<>(options.prompt(messages).context());
                context.put("add_generation_prompt", false);
                return model.render(new Prompt.Chat(context));
              });
      format = known;
    }
    List<Message> before = new ArrayList<>(history);
    before.add(message);
    ToolVoice voice = ToolVoice.of(session, known.anyTag(model::isControl));
    ToolTurn turn = new ToolTurn(known, voice, options);
    Generation answer = turn.run(before, onText);
    history.add(message);
    history.addAll(turn.messages());
    calls = List.copyOf(turn.calls());
    return answer;
  }

  /** The calls of tools that the model made after the last message, in order. */
  public List<ToolCall> toolCalls() {
    return calls;
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
