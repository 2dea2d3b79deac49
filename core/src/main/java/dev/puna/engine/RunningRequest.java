package dev.puna.engine;

import dev.puna.cache.Sequence;
import org.jspecify.annotations.Nullable;

/** A request that has its blocks: how far it is. */
final class RunningRequest {
  final Request request;
  final Sequence sequence;

  /** Tokens of the prompt that were cached when it was admitted. */
  final int cachedTokens;

  private final long admitted = System.nanoTime();
  private long firstToken;
  private long lastToken;
  private int generated;

  /** The token to run next, once the prompt is done. */
  int nextToken;

  RunningRequest(Request request, Sequence sequence) {
    this.request = request;
    this.sequence = sequence;
    cachedTokens = sequence.length();
  }

  /** Tokens of the prompt that still have to be run. */
  int promptLeft() {
    return Math.max(0, request.prompt().length - sequence.length());
  }

  /** Counts a generated token. */
  void count() {
    lastToken = System.nanoTime();
    if (generated++ == 0) {
      firstToken = lastToken;
    }
  }

  boolean isFull() {
    return generated >= request.maxTokens();
  }

  Outcome outcome(Outcome.End end) {
    return outcome(end, null);
  }

  Outcome outcome(Outcome.End end, @Nullable Throwable failure) {
    long first = generated == 0 ? System.nanoTime() : firstToken;
    long last = generated == 0 ? first : lastToken;
    return new Outcome(end, cachedTokens, first - admitted, last - first, failure);
  }
}
