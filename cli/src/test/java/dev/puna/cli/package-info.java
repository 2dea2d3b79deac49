/** Tests of the command, run in this process with streams of their own. */
@NullMarked
package dev.puna.cli;

import org.jspecify.annotations.NullMarked;
