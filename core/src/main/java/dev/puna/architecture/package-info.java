/** Model families: from metadata and tensors to a {@link dev.puna.graph.Graph}. */
@NullMarked
package dev.puna.architecture;

import org.jspecify.annotations.NullMarked;
