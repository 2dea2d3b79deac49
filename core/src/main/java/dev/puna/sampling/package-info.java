/** From logits to the next token: a seeded chain of stages, with the defaults of llama.cpp. */
@NullMarked
package dev.puna.sampling;

import org.jspecify.annotations.NullMarked;
