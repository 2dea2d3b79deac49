/** How models write calls of tools. Not exported. */
@NullMarked
package dev.puna.calling;

import org.jspecify.annotations.NullMarked;
