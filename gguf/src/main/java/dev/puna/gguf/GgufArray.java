package dev.puna.gguf;

import java.util.List;

/**
 * An array among metadata values. An unsigned element keeps its bits in the Java type of the same
 * width ({@code Byte} for {@code UINT8}); elements of a nested array are {@code GgufArray}s.
 *
 * @param elementType the type of every element
 * @param elements the elements; decoded at each access where the array comes from a file
 */
public record GgufArray(GgufValueType elementType, List<?> elements) {}
