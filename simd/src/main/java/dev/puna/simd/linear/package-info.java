/** Products of weights and activations, one class a format. */
@NullMarked
package dev.puna.simd.linear;

import org.jspecify.annotations.NullMarked;
