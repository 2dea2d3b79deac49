package dev.puna.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Selects the rows whose output was asked for as early as can be, so that the last layer is not
 * computed for the others beyond its keys and values.
 *
 * <p>An operation that treats each row for itself, and whose result is read for those rows only,
 * reads selected rows itself. What is left in front of the selections is what other tokens need:
 * everything up to the last attention. Of a prompt of 512 tokens in Llama 3.2 1B (16 layers, 973 M
 * multiply-adds a token without logits) that leaves out 54.5 M a token, 5.6%.
 */
final class SelectionPushdown {
  private final Graph graph;

  /** Whether each value is read for tokens whose output was not asked for. */
  private final boolean[] forAllTokens;

  private final List<Operation> operations = new ArrayList<>();
  private final List<Value> values;

  /** What took the place of a value, by its id. */
  private final Map<Integer, Value> selected = new HashMap<>();

  private SelectionPushdown(Graph graph) {
    this.graph = graph;
    values = new ArrayList<>(graph.values());
    forAllTokens = new boolean[values.size()];
  }

  /** The same computation, each of its rows formed from the same operations. */
  static Graph apply(Graph graph) {
    return new SelectionPushdown(graph).apply();
  }

  private Graph apply() {
    markReaders();
    for (Operation operation : graph.operations()) {
      if (operation instanceof Operation.SelectOutputs select) {
        selected.put(select.out().id(), select(select.in()));
      } else if (onlySelected(operation)) {
        operation.inputs().forEach(this::select);
        Value out = operation.out();
        Value few = new Value(out.id(), Rows.OUTPUTS, out.width());
        values.set(out.id(), few);
        selected.put(out.id(), few);
        operations.add(ofSelected(operation));
      } else {
        operations.add(operation);
      }
    }
    Value logits = graph.logits();
    return new Graph(operations, values, now(graph.hidden()), logits == null ? null : now(logits));
  }

  /** From the last operation to the first, as those behind one decide about it. */
  private void markReaders() {
    for (Operation operation : graph.operations().reversed()) {
      if (!onlySelected(operation) && !(operation instanceof Operation.SelectOutputs)) {
        for (Value in : operation.inputs()) {
          forAllTokens[in.id()] = true;
        }
      }
    }
  }

  /** True if it is asked for the selected rows alone, and can be computed for them. */
  private boolean onlySelected(Operation operation) {
    return switch (operation) {
      case Operation.RmsNorm _,
          Operation.Linear _,
          Operation.GatedActivation _,
          Operation.Add _,
          Operation.Scale _,
          Operation.Softcap _,
          Operation.Experts _ ->
          !forAllTokens[operation.out().id()];
      // They go by the tokens' positions, by their ids, or through the cache.
      case Operation.Rope _, Operation.Embed _, Operation.Attention _, Operation.SelectOutputs _ ->
          false;
    };
  }

  /** The selected rows of a value; they are selected where they are first asked for. */
  private Value select(Value value) {
    if (value.rows() == Rows.OUTPUTS) {
      return now(value);
    }
    return selected.computeIfAbsent(
        value.id(),
        id -> {
          Value few = new Value(values.size(), Rows.OUTPUTS, value.width());
          values.add(few);
          operations.add(new Operation.SelectOutputs(value, few));
          return few;
        });
  }

  private Value now(Value value) {
    return selected.getOrDefault(value.id(), value);
  }

  private Operation ofSelected(Operation operation) {
    Value out = now(operation.out());
    return switch (operation) {
      case Operation.RmsNorm op ->
          new Operation.RmsNorm(now(op.in()), op.weight(), op.length(), op.epsilon(), out);
      case Operation.Linear op -> new Operation.Linear(now(op.in()), op.weight(), op.bias(), out);
      case Operation.GatedActivation op ->
          new Operation.GatedActivation(now(op.gate()), now(op.up()), op.activation(), out);
      case Operation.Add op -> new Operation.Add(now(op.a()), now(op.b()), out);
      case Operation.Scale op -> new Operation.Scale(now(op.in()), op.factor(), out);
      case Operation.Softcap op -> new Operation.Softcap(now(op.in()), op.cap(), out);
      case Operation.Experts op ->
          new Operation.Experts(
              now(op.in()),
              now(op.router()),
              op.gate(),
              op.up(),
              op.down(),
              op.used(),
              op.activation(),
              out);
      default -> throw new AssertionError(operation);
    };
  }
}
