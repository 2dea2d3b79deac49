package dev.puna.host;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.spi.PlanLimits;
import java.util.List;

/** How a host backend computes each operation. */
public interface KernelFactory {
  /** Whether there is a kernel for this operation and its weights' types. */
  boolean supports(Operation operation);

  /** Bytes of scratch memory that {@link #create} reserves. */
  default long scratchBytes(Graph graph, PlanLimits limits) {
    return 0;
  }

  /**
   * The kernels of a plan: one for each operation of the graph, in order. All operations are
   * supported. A factory may compute an operation together with an earlier one that reads the same
   * values; the later kernel then does nothing.
   *
   * @param limits the largest batch
   */
  List<Kernel> create(Graph graph, Buffers buffers, HostKvCache cache, PlanLimits limits);
}
