package dev.puna.simd;

import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.Rows;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.host.Kernel;
import dev.puna.quant.BlockFormat;
import dev.puna.simd.linear.MatMuls;
import dev.puna.spi.PlanLimits;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the kernels of one plan, and what they share. */
final class PlanBinder {
  private static final Kernel DONE_EARLIER = batch -> {};

  private final Graph graph;
  private final Buffers buffers;
  private final HostKvCache cache;
  private final PlanLimits limits;
  private final Team team;
  private final MatMuls matMuls;
  private final AttentionScratch[] attentionScratch;
  private final IdentityHashMap<RopeSpec, RopeTable> ropeTables = new IdentityHashMap<>();
  private @Nullable ExpertScratch expertScratch;

  PlanBinder(Graph graph, Buffers buffers, HostKvCache cache, PlanLimits limits, Team team) {
    this.graph = graph;
    this.buffers = buffers;
    this.cache = cache;
    this.limits = limits;
    this.team = team;
    matMuls = new MatMuls(team.workers());
    attentionScratch = new AttentionScratch[team.workers()];
    for (int i = 0; i < attentionScratch.length; i++) {
      attentionScratch[i] = new AttentionScratch(graph);
    }
  }

  /** The kernels of all operations, in order. */
  List<Kernel> bind() {
    List<Operation> operations = graph.operations();
    List<Kernel> kernels = new ArrayList<>(operations.size());
    while (kernels.size() < operations.size()) {
      Operation operation = operations.get(kernels.size());
      if (operation instanceof Operation.Linear linear) {
        List<Operation.Linear> products = withSameInput(linear, kernels.size());
        kernels.add(new LinearKernel(products, matMuls, buffers, team));
        for (int i = 1; i < products.size(); i++) {
          kernels.add(DONE_EARLIER);
        }
      } else {
        kernels.add(bind(operation));
      }
    }
    return kernels;
  }

  /**
   * The products that follow one another and read the same value. No array is given free between
   * them, so that all their results have a place from the first on.
   */
  private List<Operation.Linear> withSameInput(Operation.Linear first, int index) {
    List<Operation.Linear> products = new ArrayList<>();
    List<Operation> operations = graph.operations();
    for (int i = index; i < operations.size(); i++) {
      if (!(operations.get(i) instanceof Operation.Linear next
          && next.in().id() == first.in().id())) {
        break;
      }
      products.add(next);
    }
    return products;
  }

  private Kernel bind(Operation operation) {
    int tokens = limits.tokens();
    return switch (operation) {
      case Operation.Embed op -> new RowKernels.Embed(op, buffers, team, tokens);
      case Operation.RmsNorm op -> new RmsNormKernel(op, buffers, team);
      case Operation.Linear op -> new LinearKernel(List.of(op), matMuls, buffers, team);
      case Operation.Rope op -> rope(op);
      case Operation.Attention op -> attention(op);
      case Operation.GatedActivation op -> new Elementwise.Gated(op, buffers, team);
      case Operation.Add op -> new Elementwise.Add(op, buffers, team);
      case Operation.Scale op -> new Elementwise.Scale(op, buffers, team);
      case Operation.Softcap op -> new Elementwise.Softcap(op, buffers, team);
      case Operation.SelectOutputs op -> new RowKernels.Select(op, buffers);
      case Operation.Experts op -> experts(op);
    };
  }

  private Kernel attention(Operation.Attention op) {
    return new AttentionKernel(op, buffers, cache, team, attentionScratch, limits.tokens());
  }

  private Kernel rope(Operation.Rope op) {
    RopeTable table = ropeTables.get(op.spec());
    boolean first = table == null;
    if (table == null) {
      table = new RopeTable(op.spec(), limits.tokens());
      ropeTables.put(op.spec(), table);
    }
    return new RopeKernel(op, table, first, buffers, team);
  }

  private Kernel experts(Operation.Experts op) {
    if (expertScratch == null) {
      expertScratch = ExpertScratch.of(graph, limits);
    }
    return new ExpertsKernel(op, matMuls, expertScratch, buffers, team, rows(op.in()));
  }

  private int rows(Value value) {
    return value.rows() == Rows.TOKENS ? limits.tokens() : limits.outputs();
  }

  /** The codec of a weight's type, which is supported. */
  static BlockFormat format(Weight weight) {
    return weight.type().format().orElseThrow();
  }

  /** The elements of a weight that is a vector. */
  static float[] vector(Weight weight) {
    float[] values = new float[weight.columns()];
    format(weight).dequantise(weight.data(), 0, values, 0, values.length);
    return values;
  }
}
