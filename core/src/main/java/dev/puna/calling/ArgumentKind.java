package dev.puna.calling;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Kinds of values that templates write in different ways. */
public enum ArgumentKind {
  /** A string, or a value that may be one. */
  STRING(ProbeCalls.VALUE, ProbeCalls.VALUE),
  /** A number. */
  NUMBER(42, "42"),
  /** {@code true} or {@code false}. */
  BOOLEAN(true, "[tT]rue"),
  /** A list. */
  ARRAY(List.of(1), "\\[\\s*1\\s*]"),
  /** An object, and all else. */
  OBJECT(Map.of("a", 1), "\\{\\s*\"a\"\\s*:\\s*1\\s*}");

  /** A value of this kind. */
  final Object sample;

  /** How that is written; a template that writes another text does not write JSON. */
  final Pattern spelling;

  ArgumentKind(Object sample, String spelling) {
    this.sample = sample;
    this.spelling = Pattern.compile(spelling);
  }
}
