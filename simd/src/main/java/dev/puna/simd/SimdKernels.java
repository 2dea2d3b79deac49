package dev.puna.simd;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.Rows;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.HostBackend;
import dev.puna.host.HostKvCache;
import dev.puna.host.Kernel;
import dev.puna.host.KernelFactory;
import dev.puna.simd.linear.MatMulMemory;
import dev.puna.simd.vector.Lanes;
import dev.puna.simd.vector.VectorBits;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.PlanLimits;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The vectorised kernels, and the team of threads that runs them. */
final class SimdKernels implements KernelFactory {
  private final Team team;

  private SimdKernels(Team team) {
    this.team = team;
  }

  /** Opens the backend; the module of the Vector API is there. */
  static Backend open(String name, BackendOptions options) {
    VectorBits.chosen(); // its refusal says more than that a class can not be initialised
    int workers = options.threads() == 0 ? Processors.count() : options.threads();
    String threads = workers == 1 ? "1 thread" : workers + " threads";
    String description = name + ", " + Lanes.bits() + "-bit vectors, " + threads;
    Team team = new Team(workers);
    return new HostBackend(name, description, new SimdKernels(team), team::close);
  }

  @Override
  public boolean supports(Operation operation) {
    for (Weight weight : operation.weights()) {
      if (weight.type().format().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long scratchBytes(Graph graph, PlanLimits limits) {
    long bytes =
        team.workers() * AttentionScratch.bytes(graph) + ExpertScratch.bytes(graph, limits);
    MatMulMemory products = new MatMulMemory();
    Set<RopeSpec> ropes = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Operation operation : graph.operations()) {
      if (operation instanceof Operation.Rope rope && ropes.add(rope.spec())) {
        bytes += RopeTable.bytes(rope.spec(), limits.tokens());
      }
      if (operation instanceof Operation.Linear linear) {
        boolean all = linear.in().rows() == Rows.TOKENS;
        products.add(linear.weight(), all ? limits.tokens() : limits.outputs());
      }
      if (operation instanceof Operation.Experts experts) {
        long pairs = (long) limits.tokens() * experts.used();
        products.add(experts.gate(), pairs);
        products.add(experts.up(), pairs);
        products.add(experts.down(), pairs);
      }
    }
    return bytes + products.bytes(team.workers());
  }

  @Override
  public List<Kernel> create(Graph graph, Buffers buffers, HostKvCache cache, PlanLimits limits) {
    return new PlanBinder(graph, buffers, cache, limits, team).bind();
  }
}
