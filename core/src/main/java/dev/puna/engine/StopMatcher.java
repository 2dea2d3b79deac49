package dev.puna.engine;

import java.util.List;

/** Lets text through up to the first stop string, and holds back what may be the start of one. */
public final class StopMatcher {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean matched;

  /** A matcher; no stop string may be empty. */
  public StopMatcher(List<String> stops) {
    this.stops = stops;
  }

  /** Takes more text and returns what is certain not to belong to a stop string. */
  public String accept(String text) {
    if (matched) {
      return "";
    }
    if (stops.isEmpty()) {
      return text;
    }
    held.append(text);
    int at = firstStop();
    if (at >= 0) {
      matched = true;
      return take(at);
    }
    return take(held.length() - possibleStart());
  }

  /** Returns what is still held back; there will be no more text. */
  public String flush() {
    return matched ? "" : take(held.length());
  }

  /** Whether a stop string was met. */
  public boolean matched() {
    return matched;
  }

  private String take(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  /** Length of the longest end of the held text with which a stop string begins. */
  private int possibleStart() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (stop.startsWith(held.substring(held.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
