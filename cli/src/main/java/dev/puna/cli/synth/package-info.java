/** Models of random weights in the shapes of well-known ones, so that no bench needs a download. */
@NullMarked
package dev.puna.cli.synth;

import org.jspecify.annotations.NullMarked;
