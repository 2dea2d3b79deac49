/** Short programs that use Puna, one concept each. */
@NullMarked
package dev.puna.examples;

import org.jspecify.annotations.NullMarked;
