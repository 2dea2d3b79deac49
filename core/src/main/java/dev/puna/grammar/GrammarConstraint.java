package dev.puna.grammar;

import dev.puna.PunaException;
import dev.puna.sampling.Candidates;
import dev.puna.sampling.SamplerStage;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a sampler choose only tokens with which the text fits a grammar, and end only where it is
 * complete. The mask is exact: a token is allowed if and only if some text of the grammar begins
 * with what was generated followed by the token's bytes, which may end inside a character, or by a
 * token that the grammar names.
 *
 * <p>The prompt does not count. Belongs to one sampler, and so to one sequence.
 */
public final class GrammarConstraint implements SamplerStage {
  /** Forced text may have no end. */
  private static final int MOST_FORCED = 4096;

  private final ParseStates states;
  private final TokenMasks masks;
  private final TokenTable table;
  private final @Nullable NamedTokens named;
  private final long[] withOthers;
  private ParseState state;
  private boolean ended;

  /**
   * A constraint at the beginning of a text.
   *
   * @throws GrammarException if the grammar names a token that the table lacks
   */
  public GrammarConstraint(Grammar grammar, TokenTable table) {
    states = grammar.states();
    masks = grammar.masks(table);
    this.table = table;
    named = states.automaton().tokens.isEmpty() ? null : new NamedTokens(states, table);
    withOthers = new long[table.words()];
    state = states.start();
  }

  /** Removes the tokens that do not fit. */
  @Override
  public void apply(Candidates candidates) {
    candidates.keepOnly(allowed());
    if (candidates.size() == 0) {
      throw new PunaException(
          isFinished()
              ? "the text is complete and the vocabulary has no token that ends generation"
              : "the vocabulary has no token for what the grammar asks for");
    }
  }

  /**
   * The tokens that may come next, one bit a token; valid until the next call and not to be
   * changed.
   */
  long[] allowed() {
    if (ended) {
      throw new PunaException("the text has ended: the grammar allows nothing more");
    }
    long[] tokens = masks.after(state, table);
    if (!state.complete && named == null) {
      return tokens;
    }
    System.arraycopy(tokens, 0, withOthers, 0, tokens.length);
    if (named != null) {
      named.add(state, withOthers);
    }
    if (state.complete) {
      table.addEnds(withOthers);
    }
    return withOthers;
  }

  /**
   * Goes on by a token.
   *
   * @throws PunaException if the grammar does not allow it here
   */
  @Override
  public void accept(int token) {
    if (table.endsGeneration(token)) {
      if (!state.complete) {
        throw notAllowed(token);
      }
      ended = true;
      return;
    }
    byte[] bytes = table.bytes(token);
    ParseState next = ended || bytes.length == 0 ? ParseState.DEAD : state;
    for (int i = 0; i < bytes.length && next != ParseState.DEAD; i++) {
      next = states.next(next, bytes[i]);
    }
    if (named != null && !ended) {
      next = states.either(next, named.after(state, token));
    }
    if (next == ParseState.DEAD) {
      throw notAllowed(token);
    }
    state = next;
  }

  private static PunaException notAllowed(int token) {
    return new PunaException("the grammar does not allow token " + token + " here");
  }

  /** The prompt is not part of the text. */
  @Override
  public void acceptPrompt(int token) {}

  /** Whether the text so far fits the grammar as a whole. */
  public boolean isComplete() {
    return state.complete;
  }

  /** Whether the text is complete and nothing can follow. */
  @Override
  public boolean isFinished() {
    return ended || state.isEnd();
  }

  /**
   * The bytes that must come next, whatever the model thinks, up to some thousands; none where
   * there is a choice, or where the text may end.
   */
  public byte[] forced() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ParseState at = state;
    while (at.forced >= 0 && !Automaton.marksToken(at.forced) && bytes.size() < MOST_FORCED) {
      bytes.write(at.forced);
      at = states.next(at, (byte) at.forced);
    }
    return bytes.toByteArray();
  }

  /** Whether the text is complete after these bytes, and nothing can follow. */
  boolean endsAfter(byte[] bytes) {
    ParseState at = state;
    for (byte value : bytes) {
      at = states.next(at, value);
    }
    return at.isEnd();
  }

  /** The bytes of a token; none where it is no text. */
  byte[] bytes(int token) {
    return table.bytes(token);
  }
}
