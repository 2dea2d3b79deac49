/**
 * What backends that compute in the JVM's own memory have in common: buffers for values, the paged
 * cache, and a plan that runs one kernel after the other.
 */
@NullMarked
package dev.puna.host;

import org.jspecify.annotations.NullMarked;
