package dev.puna.host;

import dev.puna.graph.Operation;

/** How a host backend computes each operation. */
public interface KernelFactory {
  /** Whether there is a kernel for this operation and its weights' types. */
  boolean supports(Operation operation);

  /** The kernel of an operation that is supported. */
  Kernel create(Operation operation, Buffers buffers, HostKvCache cache);
}
