package dev.puna.tool;

/** Whether a model calls a tool. */
public sealed interface ToolChoice {
  /** It decides itself. */
  static ToolChoice auto() {
    return Mode.AUTO;
  }

  /** It does not. */
  static ToolChoice none() {
    return Mode.NONE;
  }

  /** It has to call one; once it has the result, it decides itself. */
  static ToolChoice required() {
    return Mode.REQUIRED;
  }

  /** It has to call this one; once it has the result, it decides itself. */
  static ToolChoice tool(String name) {
    return new Named(name);
  }

  /** A choice that names no tool. */
  enum Mode implements ToolChoice {
    /** The model decides. */
    AUTO,
    /** No call. */
    NONE,
    /** A call of any tool. */
    REQUIRED
  }

  /**
   * A call of a certain tool.
   *
   * @param name its name
   */
  record Named(String name) implements ToolChoice {}
}
