/**
 * What a backend provides. A backend is found by {@link java.util.ServiceLoader}, compiles a {@link
 * dev.puna.graph.Graph} into a plan, owns the memory of the KV cache, and runs batches.
 */
@NullMarked
package dev.puna.spi;

import org.jspecify.annotations.NullMarked;
