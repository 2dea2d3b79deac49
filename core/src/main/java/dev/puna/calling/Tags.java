package dev.puna.calling;

import java.util.regex.Pattern;

/** Texts with tags in them. */
public final class Tags {
  /** Tags as chat templates have them. */
  static final Pattern PATTERN = Pattern.compile("<[^<>\\s]{1,60}>|\\[[A-Z_/]{1,40}]");

  private Tags() {}

  /** What two texts begin with, in whole tags. */
  static String common(String a, String b) {
    return whole(prefix(a, b));
  }

  /** What two texts begin with, in whole characters. */
  public static String prefix(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int n = 0;
    while (n < length && a.charAt(n) == b.charAt(n)) {
      n++;
    }
    return a.substring(0, n > 0 && Character.isHighSurrogate(a.charAt(n - 1)) ? n - 1 : n);
  }

  /** A text without the tag that is not closed at its end. */
  private static String whole(String text) {
    int open = text.lastIndexOf('<');
    return open > text.lastIndexOf('>') ? text.substring(0, open) : text;
  }
}
