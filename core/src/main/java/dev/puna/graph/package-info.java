/**
 * The computation of a model as an immutable list of typed operations, blind to formats and
 * devices.
 */
@NullMarked
package dev.puna.graph;

import org.jspecify.annotations.NullMarked;
