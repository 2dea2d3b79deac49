/** Text to tokens and back, with the vocabulary of a GGUF file. */
@NullMarked
package dev.puna.tokenizer;

import org.jspecify.annotations.NullMarked;
