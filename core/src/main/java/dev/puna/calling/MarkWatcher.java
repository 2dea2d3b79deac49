package dev.puna.calling;

import dev.puna.engine.StopMatcher;
import java.util.List;

/** Watches text as it comes for a mark, and lets the text before it through. */
public final class MarkWatcher {
  private final String mark;
  private final boolean atStart;
  private final StopMatcher matcher;
  private String held = "";
  private boolean found;
  private boolean passed;

  /**
   * A watcher of one text.
   *
   * @param atStart whether the mark counts only at the start, behind space
   */
  public MarkWatcher(String mark, boolean atStart) {
    this.mark = mark;
    this.atStart = atStart;
    matcher = new StopMatcher(mark.isEmpty() ? List.of() : List.of(mark));
  }

  /** A watcher that lets all through. */
  public static MarkWatcher none() {
    return new MarkWatcher("", false);
  }

  /** Takes more text and returns what is certain not to belong to the mark. */
  public String accept(String text) {
    if (!atStart) {
      return matcher.accept(text);
    }
    if (passed || found) {
      return passed ? text : "";
    }
    held += text;
    String begun = held.stripLeading();
    found = begun.startsWith(mark);
    passed = !found && !mark.startsWith(begun);
    return passed ? held : "";
  }

  /** What is still held back, once there is no more text. */
  public String flush() {
    if (!atStart) {
      return matcher.flush();
    }
    return passed || found ? "" : held;
  }

  /** Whether the mark is there. */
  public boolean found() {
    return found || matcher.matched();
  }
}
