package dev.puna;

/**
 * A finished answer.
 *
 * @param text what was generated, without a stop string
 * @param finishReason why it ended
 * @param usage what it took
 */
public record Generation(String text, FinishReason finishReason, Usage usage) {}
