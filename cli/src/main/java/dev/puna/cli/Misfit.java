package dev.puna.cli;

import dev.puna.grammar.Grammar;

/** Says why a text does not fit a grammar. */
final class Misfit {
  private Misfit() {}

  /** The reason in one line. Characters, lines and columns are counted from 1. */
  static String of(Grammar grammar, String text) {
    int at = grammar.acceptedPrefix(text);
    if (at == text.length()) {
      return "does not fit: the text is the beginning of one that fits, but not whole";
    }
    return "does not fit: character "
        + (text.codePointCount(0, at) + 1)
        + place(text, at)
        + ", \""
        + Escapes.all(Character.toString(text.codePointAt(at)))
        + "\", can not come here";
  }

  /** Line and column, where there are several lines. */
  private static String place(String text, int at) {
    if (text.indexOf('\n') < 0) {
      return "";
    }
    String before = text.substring(0, at);
    int start = before.lastIndexOf('\n') + 1;
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return " (line " + line + ", column " + (text.codePointCount(start, at) + 1) + ")";
  }
}
