/** Runs requests from any number of threads on one plan, batched at each step. */
@NullMarked
package dev.puna.engine;

import org.jspecify.annotations.NullMarked;
