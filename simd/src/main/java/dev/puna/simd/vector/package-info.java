/** How wide vectors are. */
@NullMarked
package dev.puna.simd.vector;

import org.jspecify.annotations.NullMarked;
