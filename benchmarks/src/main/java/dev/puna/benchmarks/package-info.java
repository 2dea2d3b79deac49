/** Benchmarks of single kernels, each the same on every backend. */
@NullMarked
package dev.puna.benchmarks;

import org.jspecify.annotations.NullMarked;
