/** Grammars that force what a model may generate: GBNF, JSON schemas, regular expressions. */
@NullMarked
package dev.puna.grammar;

import org.jspecify.annotations.NullMarked;
