package dev.puna.grammar;

import java.util.List;

/** What may come: the right side of a rule. */
sealed interface GrammarNode {

  /** Exactly this text, which may be empty. */
  record Literal(String text) implements GrammarNode {}

  /**
   * One character.
   *
   * @param ranges pairs of code points, the least and the last of each range, both of it
   * @param negated whether it is any character but these
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record CharClass(int[] ranges, boolean negated) implements GrammarNode {}

  /**
   * One token, whatever its text.
   *
   * @param negated whether it is any token but this
   */
  record Token(TokenReference token, boolean negated) implements GrammarNode {}

  /** One after the other; without parts, the empty text. */
  record Sequence(List<GrammarNode> parts) implements GrammarNode {}

  /** One of these; without options, nothing fits. */
  record Choice(List<GrammarNode> options) implements GrammarNode {}

  /**
   * The same several times.
   *
   * @param least at least this often
   * @param most at most this often; -1 for any number
   */
  record Repeat(GrammarNode body, int least, int most) implements GrammarNode {}

  /** What another rule says. */
  record Reference(String rule) implements GrammarNode {}
}
