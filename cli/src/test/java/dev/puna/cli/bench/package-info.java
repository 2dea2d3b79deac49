/** Tests of measuring. */
@NullMarked
package dev.puna.cli.bench;

import org.jspecify.annotations.NullMarked;
