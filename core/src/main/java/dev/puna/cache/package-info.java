/**
 * Bookkeeping of the paged KV cache: which blocks are free, and which tokens a sequence has cached.
 */
@NullMarked
package dev.puna.cache;

import org.jspecify.annotations.NullMarked;
