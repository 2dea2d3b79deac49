package dev.puna.gguf;

/**
 * Where a value lies in a validated header.
 *
 * @param offset of the value's first byte, in bytes from the header's start
 */
record StoredValue(GgufValueType type, int offset) {}
