/** The CPU backend: every operation on vectors of any width, shared out to a team of threads. */
@NullMarked
package dev.puna.simd;

import org.jspecify.annotations.NullMarked;
