/** What the tests of several modules share. */
@NullMarked
package dev.puna.quant.testing;

import org.jspecify.annotations.NullMarked;
