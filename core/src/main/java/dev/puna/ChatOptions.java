package dev.puna;

import dev.puna.calling.CallMessages;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a conversation begins and how its answers are generated. Immutable; each method returns a
 * changed copy.
 *
 * @param messages the messages it begins with
 * @param variables other variables of the chat template
 * @param generate how answers are generated; with tools, what its limits of tokens hold for is each
 *     text, name and arguments of a call alone, and that of time for all together
 * @param tools what the model may call
 */
public record ChatOptions(
    List<Message> messages,
    Map<String, Object> variables,
    GenerateOptions generate,
    ToolOptions tools) {
  private static final ChatOptions DEFAULTS =
      new ChatOptions(List.of(), Map.of(), GenerateOptions.defaults(), ToolOptions.none());

  /** Copies the collections. */
  public ChatOptions {
    messages = List.copyOf(messages);
    variables = Map.copyOf(variables);
    if (!tools.tools().isEmpty() && generate.grammar() != null) {
      throw new IllegalArgumentException("a grammar and tools exclude each other");
    }
  }

  /** An empty conversation with default generation. */
  public static ChatOptions defaults() {
    return DEFAULTS;
  }

  /** Begins with a system message. */
  public ChatOptions system(String content) {
    List<Message> begun = new ArrayList<>(messages);
    begun.add(0, Message.system(content));
    return new ChatOptions(begun, variables, generate, tools);
  }

  /** Begins with these messages. */
  public ChatOptions messages(List<Message> begin) {
    return new ChatOptions(begin, variables, generate, tools);
  }

  /** Sets a variable of the chat template. */
  public ChatOptions variable(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(variables);
    changed.put(name, value);
    return new ChatOptions(messages, changed, generate, tools);
  }

  /** Sets how answers are generated. */
  public ChatOptions generate(GenerateOptions options) {
    return new ChatOptions(messages, variables, options, tools);
  }

  /** Sets the tools that the model may call. */
  public ChatOptions tools(List<Tool> callable) {
    return tools(tools.tools(callable));
  }

  /** Sets the tools that the model may call, and how. */
  public ChatOptions tools(ToolOptions options) {
    return new ChatOptions(messages, variables, generate, options);
  }

  /** What a conversation looks like to the model's template. */
  Prompt.Chat prompt(List<Map<String, Object>> conversation) {
    Map<String, Object> context = new LinkedHashMap<>(variables);
    if (!tools.tools().isEmpty()) {
      context.put("tools", CallMessages.tools(tools.tools()));
    }
    context.put("messages", conversation);
    return new Prompt.Chat(context);
  }
}
