/** Tools: Java code that a model may call. */
@NullMarked
package dev.puna.tool;

import org.jspecify.annotations.NullMarked;
