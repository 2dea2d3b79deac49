package dev.puna.grammar;

import dev.puna.PunaException;

/** A grammar, schema or regular expression that is malformed, unsupported or too large. */
public final class GrammarException extends PunaException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /** A fault that has no place, such as a limit of the whole. */
  GrammarException(String message) {
    super(message);
    line = 0;
    column = 0;
  }

  /** A fault at a place of the source, both counted from 1. */
  GrammarException(int line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  /** A fault at an offset of the source, counted in {@code char}s. */
  static GrammarException at(String source, int offset, String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = source.charAt(i);
      if (c == '\n' || c == '\r' && !(i + 1 < source.length() && source.charAt(i + 1) == '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    return new GrammarException(line, source.codePointCount(lineStart, offset) + 1, message);
  }

  /** The line of the fault, counted from 1; 0 where it has no place. */
  public int line() {
    return line;
  }

  /** The column of the fault, in characters counted from 1; 0 where it has no place. */
  public int column() {
    return column;
  }
}
