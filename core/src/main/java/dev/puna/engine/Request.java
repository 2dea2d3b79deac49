package dev.puna.engine;

import dev.puna.sampling.Sampler;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * What a caller asks of the engine.
 *
 * @param prompt at least one token
 * @param maxTokens tokens to generate at most, at least 1
 * @param sampler chooses each token; used by the engine's thread alone
 * @param forced tells after a token was accepted which must follow, whatever the model thinks; none
 *     where there is a choice
 * @param isSpeculative whether tokens may be drafted for it
 * @param endsGeneration tokens after which nothing more is generated; they are not delivered
 * @param priority requests of higher priority are served first
 * @param deadline when the request ends whatever it has, in {@link System#nanoTime()}; {@link
 *     #NO_DEADLINE} for never
 * @param listener receives the tokens
 */
public record Request(
    int[] prompt,
    int maxTokens,
    Sampler sampler,
    IntFunction<int[]> forced,
    boolean isSpeculative,
    IntPredicate endsGeneration,
    int priority,
    long deadline,
    TokenListener listener) {
  /** The deadline of a request that has none. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** For a request whose sampler always has a choice. */
  public static final IntFunction<int[]> NEVER_FORCED = token -> new int[0];

  /** Positions that it may take: the last token that is generated is never run. */
  long positions() {
    return (long) prompt.length + maxTokens - 1;
  }

  boolean isLate(long now) {
    return deadline != NO_DEADLINE && now - deadline >= 0;
  }
}
