/** JSON: read, written, and as plain Java values. Not exported. */
@NullMarked
package dev.puna.json;

import org.jspecify.annotations.NullMarked;
