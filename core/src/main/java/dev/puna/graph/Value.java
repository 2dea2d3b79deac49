package dev.puna.graph;

/**
 * An intermediate result: F32 of shape {@code [rows, width]}.
 *
 * @param id its index in {@link Graph#values()}
 * @param rows which rows it has
 * @param width elements in a row
 */
public record Value(int id, Rows rows, int width) {}
