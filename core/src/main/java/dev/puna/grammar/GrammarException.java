package dev.puna.grammar;

import dev.puna.PunaException;
import dev.puna.json.TextPlace;

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

  /** A fault at a place of the source. */
  GrammarException(TextPlace place, String message) {
    super(place.describe(message));
    line = place.line();
    column = place.column();
  }

  /** A fault at an offset of the source, counted in {@code char}s. */
  static GrammarException at(String source, int offset, String message) {
    return new GrammarException(TextPlace.of(source, offset), message);
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
