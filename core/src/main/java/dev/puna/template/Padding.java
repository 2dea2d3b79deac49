package dev.puna.template;

/** Fills a text up to a width. */
final class Padding {
  private Padding() {}

  /**
   * Pads a text.
   *
   * @param prefix what precedes the text: a sign, {@code 0x}
   * @param align {@code <}, {@code >}, {@code ^}, or {@code =} for fill between prefix and text
   */
  static String pad(
      Rendering rendering, String prefix, String text, long width, char align, String fill) {
    long missing =
        width - CodePoints.length(rendering, text) - CodePoints.length(rendering, prefix);
    if (missing <= 0) {
      return prefix.isEmpty() ? text : prefix.concat(text);
    }
    rendering.allocate(missing * fill.length() + text.length() + prefix.length());
    int before =
        switch (align) {
          case '<' -> 0;
          case '^' -> (int) missing / 2;
          default -> (int) missing;
        };
    String left = fill.repeat(before);
    String right = fill.repeat((int) missing - before);
    return align == '=' ? prefix + left + text : left + prefix + text + right;
  }

  /** Python's {@code str.center()}, which puts the odd space on the other side at times. */
  static String center(Rendering rendering, String text, long width, String fill) {
    long missing = width - CodePoints.length(rendering, text);
    if (missing <= 0) {
      return text;
    }
    rendering.allocate(missing * fill.length() + text.length());
    int before = (int) (missing / 2 + (missing & width & 1));
    return fill.repeat(before) + text + fill.repeat((int) missing - before);
  }
}
