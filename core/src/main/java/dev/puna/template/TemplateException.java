package dev.puna.template;

import dev.puna.PunaException;
import org.jspecify.annotations.Nullable;

/** A chat template that cannot be parsed, that fails, that refuses its input or exceeds a limit. */
public final class TemplateException extends PunaException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String reason;

  TemplateException(int line, String reason, @Nullable Throwable cause) {
    super("chat template, line " + line + ": " + reason, cause);
    this.line = line;
    this.reason = reason;
  }

  TemplateException(int line, String reason) {
    this(line, reason, null);
  }

  /** The line of the template, counted from 1. */
  public int line() {
    return line;
  }

  /**
   * What is wrong, without the line. Where the template itself refused its input with {@code
   * raise_exception}, this is the template's message.
   */
  public String reason() {
    return reason;
  }
}
