/** The command {@code puna}: one class a subcommand. */
@NullMarked
package dev.puna.cli;

import org.jspecify.annotations.NullMarked;
