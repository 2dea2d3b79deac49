package dev.puna.grammar;

import dev.puna.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * The tokens of text that a grammar leaves no choice about, so that no model need be asked: the
 * name of a property, the rest of a literal that has begun.
 *
 * <p>They are those that the tokenizer gives for the text after the last token. The last of them is
 * left out where more text follows, with which it may be one token. Where the tokenizer would not
 * have put a boundary after the last token there are none: the model goes on from there.
 *
 * <p>Belongs to one constraint, and so to one sequence.
 */
public final class ForcedTokens {
  private static final int[] NONE = {};

  private final GrammarConstraint constraint;
  private final Tokenizer tokenizer;

  /** The forced tokens of a constraint. */
  public ForcedTokens(GrammarConstraint constraint, Tokenizer tokenizer) {
    this.constraint = constraint;
    this.tokenizer = tokenizer;
  }

  /**
   * The tokens that must follow.
   *
   * @param last the token that the constraint has accepted last
   */
  public int[] after(int last) {
    byte[] forced = constraint.forced();
    if (forced.length == 0) {
      return NONE;
    }
    byte[] before = constraint.bytes(last);
    byte[] text = Arrays.copyOf(before, before.length + forced.length);
    System.arraycopy(forced, 0, text, before.length, forced.length);
    int[] tokens = tokenizer.encode(text, false, false);
    int first = boundary(tokens, before.length, text.length);
    int end = first;
    for (int at = 0; end < tokens.length && at < forced.length; end++) {
      // A token that is no text, or other text than asked for, the grammar would not allow.
      byte[] bytes = constraint.bytes(tokens[end]);
      int to = at + bytes.length;
      if (bytes.length == 0
          || to > forced.length
          || !Arrays.equals(bytes, 0, bytes.length, forced, at, to)) {
        return NONE;
      }
      at = to;
    }
    return Arrays.copyOfRange(
        tokens, first, constraint.endsAfter(forced) ? end : Math.max(first, end - 1));
  }

  /** Which token begins at byte {@code at} of a text, or their number where none does. */
  private int boundary(int[] tokens, int at, int length) {
    int total = 0;
    for (int token : tokens) {
      total += tokenizer.pieceBytes(token).length;
    }
    // SentencePiece puts a space before a text.
    int start = at + total - length;
    for (int i = 0, from = 0; i < tokens.length; i++) {
      if (from == start) {
        return i;
      }
      from += tokenizer.pieceBytes(tokens[i]).length;
    }
    return tokens.length;
  }
}
