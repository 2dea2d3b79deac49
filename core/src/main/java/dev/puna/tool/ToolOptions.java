package dev.puna.tool;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model may call in a conversation. Immutable; each method returns a changed copy.
 *
 * @param tools the tools, of different names
 * @param choice whether it calls one
 * @param maxRounds how often it may go on with results before its answer, at least 1
 */
public record ToolOptions(List<Tool> tools, ToolChoice choice, int maxRounds) {
  private static final ToolOptions NONE = new ToolOptions(List.of(), ToolChoice.auto(), 10);

  /** Checks the names. */
  public ToolOptions {
    tools = List.copyOf(tools);
    Set<String> names = new HashSet<>();
    for (Tool tool : tools) {
      if (!names.add(tool.name())) {
        throw new IllegalArgumentException("two tools are called " + tool.name());
      }
    }
    if (maxRounds < 1) {
      throw new IllegalArgumentException("maxRounds must be 1 or more: " + maxRounds);
    }
    if (!tools.isEmpty()
        && choice instanceof ToolChoice.Named named
        && !names.contains(named.name())) {
      throw new IllegalArgumentException("there is no tool " + named.name());
    }
  }

  /** No tools. */
  public static ToolOptions none() {
    return NONE;
  }

  /** Sets the tools. */
  public ToolOptions tools(List<Tool> callable) {
    return new ToolOptions(callable, choice, maxRounds);
  }

  /** Sets whether the model calls one. */
  public ToolOptions choice(ToolChoice toolChoice) {
    return new ToolOptions(tools, toolChoice, maxRounds);
  }

  /** Sets how often it may go on with results before its answer. */
  public ToolOptions maxRounds(int rounds) {
    return new ToolOptions(tools, choice, rounds);
  }
}
