package dev.puna.template;

/** Searches a needle in time that is linear in both texts, whatever they are. */
final class Substring {
  /** Up to here the plain search's worst case, the product of both lengths, does no harm. */
  private static final int SHORT = 16;

  private final Rendering rendering;
  private final String needle;

  /**
   * For each prefix of the needle: the length of its longest proper border (Knuth-Morris-Pratt).
   */
  private final int[] borders;

  Substring(Rendering rendering, String needle) {
    this.rendering = rendering;
    this.needle = needle;
    if (needle.length() <= SHORT) {
      borders = new int[0];
      return;
    }
    rendering.allocate(2L * needle.length());
    borders = new int[needle.length()];
    int matched = 0;
    for (int i = 1; i < needle.length(); i++) {
      matched = advance(matched, needle.charAt(i));
      borders[i] = matched;
    }
  }

  private int advance(int matched, char c) {
    int length = matched;
    while (length > 0 && (length == needle.length() || needle.charAt(length) != c)) {
      length = borders[length - 1];
    }
    return needle.charAt(length) == c ? length + 1 : length;
  }

  /** The index of the first occurrence that lies between two indices, or -1. */
  int indexIn(String text, int from, int to) {
    if (needle.length() <= SHORT) {
      return text.indexOf(needle, from, to);
    }
    int matched = 0;
    for (int i = from; i < to; i++) {
      matched = advance(matched, text.charAt(i));
      if (matched == needle.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }

  int indexIn(String text, int from) {
    return indexIn(text, from, text.length());
  }

  /** The index of the last occurrence that lies between two indices, or -1. */
  int lastIndexIn(String text, int from, int to) {
    if (needle.length() <= SHORT) {
      int index = text.lastIndexOf(needle, to - needle.length());
      return index < from ? -1 : index;
    }
    rendering.read(to - from);
    int last = -1;
    int matched = 0;
    for (int i = from; i < to; i++) {
      matched = advance(matched, text.charAt(i));
      if (matched == needle.length()) {
        last = i + 1 - matched;
      }
    }
    return last;
  }

  int length() {
    return needle.length();
  }
}
