package dev.puna.tool;

/**
 * A call that a model made.
 *
 * @param id tells it apart from others of the conversation
 * @param name of the tool
 * @param arguments as JSON
 * @param result what the model was told
 * @param failed whether the tool failed; then the result says how
 */
public record ToolCall(String id, String name, String arguments, String result, boolean failed) {}
