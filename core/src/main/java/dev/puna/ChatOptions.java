package dev.puna;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a conversation begins and how its answers are generated. Immutable; each method returns a
 * changed copy.
 *
 * @param messages the messages it begins with
 * @param variables other variables of the chat template, {@code tools} for example
 * @param generate how answers are generated
 */
public record ChatOptions(
    List<Message> messages, Map<String, Object> variables, GenerateOptions generate) {
  private static final ChatOptions DEFAULTS =
      new ChatOptions(List.of(), Map.of(), GenerateOptions.defaults());

  /** Copies the collections. */
  public ChatOptions {
    messages = List.copyOf(messages);
    variables = Map.copyOf(variables);
  }

  /** An empty conversation with default generation. */
  public static ChatOptions defaults() {
    return DEFAULTS;
  }

  /** Begins with a system message. */
  public ChatOptions system(String content) {
    List<Message> begun = new ArrayList<>(messages);
    begun.add(0, Message.system(content));
    return new ChatOptions(begun, variables, generate);
  }

  /** Begins with these messages. */
  public ChatOptions messages(List<Message> begin) {
    return new ChatOptions(begin, variables, generate);
  }

  /** Sets a variable of the chat template. */
  public ChatOptions variable(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(variables);
    changed.put(name, value);
    return new ChatOptions(messages, changed, generate);
  }

  /** Sets how answers are generated. */
  public ChatOptions generate(GenerateOptions options) {
    return new ChatOptions(messages, variables, options);
  }
}
