package dev.puna.calling;

import dev.puna.engine.StopMatcher;
import java.util.List;

/**
 * Watches an answer as it comes for the beginning of a call, and lets the text before it through.
 */
public final class CallTrigger {
  private final CallFormat format;
  private final StopMatcher matcher;
  private String held = "";
  private boolean found;
  private boolean passed;

  /** A watcher of one answer. */
  public CallTrigger(CallFormat format) {
    this.format = format;
    matcher = new StopMatcher(List.of(format.trigger()));
  }

  /** Takes more text and returns what is certain not to belong to a call. */
  public String accept(String text) {
    if (!format.atStart()) {
      return matcher.accept(text);
    }
    if (passed || found) {
      return passed ? text : "";
    }
    held += text;
    String begun = held.stripLeading();
    found = begun.startsWith(format.trigger());
    passed = !found && !format.trigger().startsWith(begun);
    return passed ? held : "";
  }

  /** What is still held back, once there is no more text. */
  public String flush() {
    if (!format.atStart()) {
      return matcher.flush();
    }
    return passed || found ? "" : held;
  }

  /** Whether a call begins. */
  public boolean found() {
    return found || matcher.matched();
  }
}
