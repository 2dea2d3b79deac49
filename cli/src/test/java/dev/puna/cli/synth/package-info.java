/** Tests of models of random weights. */
@NullMarked
package dev.puna.cli.synth;

import org.jspecify.annotations.NullMarked;
