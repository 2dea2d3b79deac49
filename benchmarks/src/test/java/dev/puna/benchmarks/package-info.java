/** Tests that the benchmarks run. */
@NullMarked
package dev.puna.benchmarks;

import org.jspecify.annotations.NullMarked;
