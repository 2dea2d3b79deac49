/**
 * The reference backend: every operation written plainly, one thread, any format. The other
 * backends are tested against it.
 */
@NullMarked
package dev.puna.reference;

import org.jspecify.annotations.NullMarked;
