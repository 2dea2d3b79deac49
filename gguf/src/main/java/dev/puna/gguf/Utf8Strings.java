package dev.puna.gguf;

/**
 * An array of strings as UTF-8, one after the other: string i is {@code bytes[offsets[i], offsets[i
 * + 1])}. Vocabularies are taken from a file this way, without an object for each piece.
 *
 * @param bytes all strings
 * @param offsets where each begins, and where the last ends: one more than there are strings
 */
public record Utf8Strings(byte[] bytes, int[] offsets) {}
