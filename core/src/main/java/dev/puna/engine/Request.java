package dev.puna.engine;

import dev.puna.cache.Sequence;
import dev.puna.sampling.Sampler;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of the engine.
 *
 * @param prompt at least one token
 * @param maxTokens tokens to generate at most
 * @param sampler chooses each token; used by the engine's thread alone
 * @param endsGeneration tokens after which nothing more is generated; they are not delivered
 * @param session the sequence to continue and to keep, or null for one of the request's own
 * @param listener receives the tokens
 */
public record Request(
    int[] prompt,
    int maxTokens,
    Sampler sampler,
    IntPredicate endsGeneration,
    @Nullable Sequence session,
    TokenListener listener) {}
