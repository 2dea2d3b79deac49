/** Measures how fast a model runs. */
@NullMarked
package dev.puna.cli.bench;

import org.jspecify.annotations.NullMarked;
