/**
 * Chat templates: the Jinja dialect in which model files describe their prompts, rendered in a
 * sandbox.
 *
 * <p>The reference is Python's Jinja2 3.1 as Hugging Face's {@code transformers} configures it:
 * immutable sandbox, {@code trim_blocks}, {@code lstrip_blocks}, loop controls, no autoescape. A
 * template comes out of a downloaded file and is not trusted: it sees plain values only, never a
 * Java object, and every rendering has bounds on time, memory and output.
 */
@NullMarked
package dev.puna.template;

import org.jspecify.annotations.NullMarked;
