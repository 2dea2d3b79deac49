package dev.puna.calling;

import java.util.Map;

/**
 * How arguments are written that are not one JSON object: a string stands between its tags as it
 * is, any other value as JSON.
 *
 * @param first what is between the name and the first argument's name
 * @param none what is behind the name of a call without arguments
 * @param around what is around a value of each kind
 */
public record ArgumentTags(String first, String none, Map<ArgumentKind, Around> around) {
  /**
   * What is around a value.
   *
   * @param before what is between the argument's name and the value
   * @param after what is behind the value in any case; a string ends where it begins
   * @param next what is between that and the next argument's name
   * @param close what is behind the last one
   */
  public record Around(String before, String after, String next, String close) {}

  /** What is around a value of a kind. */
  public Around around(ArgumentKind kind) {
    Around found = around.get(kind);
    if (found == null) {
      throw new IllegalArgumentException("no tags for " + kind);
    }
    return found;
  }

  /** All of them. */
  String texts() {
    StringBuilder texts = new StringBuilder(first).append(none);
    around.values().forEach(a -> texts.append(a.before).append(a.after).append(a.close));
    return texts.toString();
  }
}
