package dev.puna.host;

import dev.puna.spi.Batch;

/** One operation bound to its buffers. */
@FunctionalInterface
public interface Kernel {
  /** Computes the operation for all rows of the batch. Allocates nothing. */
  void run(Batch batch);
}
