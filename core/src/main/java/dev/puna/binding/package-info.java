/** Java types as JSON schemas, and JSON as their values. Not exported. */
@NullMarked
package dev.puna.binding;

import org.jspecify.annotations.NullMarked;
