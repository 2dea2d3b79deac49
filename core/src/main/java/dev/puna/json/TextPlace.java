package dev.puna.json;

import java.io.Serializable;

/**
 * A place in a text, for messages.
 *
 * @param line counted from 1; 0 where there is no place
 * @param column in characters, counted from 1; 0 where there is no place
 */
public record TextPlace(int line, int column) implements Serializable {
  /** No place. */
  public static final TextPlace NONE = new TextPlace(0, 0);

  /** The place at an offset, counted in {@code char}s. */
  public static TextPlace of(String text, int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    return new TextPlace(line, text.codePointCount(lineStart, offset) + 1);
  }

  /** What is wrong, with its place before it where it has one. */
  public String describe(String message) {
    return line == 0 ? message : "line " + line + ", column " + column + ": " + message;
  }
}
