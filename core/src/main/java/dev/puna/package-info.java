/** The public API: open a model, generate text. */
@NullMarked
package dev.puna;

import org.jspecify.annotations.NullMarked;
