package dev.puna;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how the next tokens of an answer are guessed, so that one run of the model can check
 * several. Guesses change how long an answer takes and nothing else: its tokens are those that it
 * would have without.
 *
 * <p>Immutable; each method returns a changed copy.
 *
 * @param kind where guesses come from
 * @param draftModel the file of the draft model, for that kind alone; it must have the model's
 *     vocabulary
 * @param maxTokens tokens that are guessed at once for an answer at most
 * @param isAdaptive whether fewer are guessed, or none, where by what was measured more would not
 *     pay; otherwise as many as there is room for, always
 */
public record Speculation(Kind kind, @Nullable Path draftModel, int maxTokens, boolean isAdaptive) {
  /** The most tokens that can be guessed at once. */
  public static final int MOST_TOKENS = 64;

  private static final int DEFAULT_TOKENS = 8;

  /** Where guesses come from. */
  public enum Kind {
    /** There are none. */
    OFF,
    /** What followed the last tokens where they stood before, in the prompt or the answer. */
    LOOKUP,
    /** A smaller model of the same vocabulary. */
    DRAFT_MODEL
  }

  /** Checks the ranges. */
  public Speculation {
    if ((kind == Kind.DRAFT_MODEL) != (draftModel != null)) {
      throw new IllegalArgumentException(
          "a draft model is needed for speculation with one, and for no other kind");
    }
    if (maxTokens < 1 || maxTokens > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "the tokens drafted at once must be 1 to " + MOST_TOKENS + ": " + maxTokens);
    }
  }

  /** No guesses. */
  public static Speculation off() {
    return new Speculation(Kind.OFF, null, DEFAULT_TOKENS, true);
  }

  /** Guesses from the text so far: for answers that repeat what the prompt has. */
  public static Speculation lookup() {
    return new Speculation(Kind.LOOKUP, null, DEFAULT_TOKENS, true);
  }

  /** Guesses of a smaller model. */
  public static Speculation draftModel(Path file) {
    return new Speculation(Kind.DRAFT_MODEL, file, DEFAULT_TOKENS, true);
  }

  /** Sets how many tokens are guessed at once at most. */
  public Speculation maxTokens(int tokens) {
    return new Speculation(kind, draftModel, tokens, isAdaptive);
  }

  /** Sets whether measurements decide how many tokens are guessed. */
  public Speculation adaptive(boolean adaptive) {
    return new Speculation(kind, draftModel, maxTokens, adaptive);
  }

  /** Whether there are guesses. */
  public boolean isOn() {
    return kind != Kind.OFF;
  }
}
