package dev.puna.graph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Graph}: each method appends one operation and returns the value it writes.
 *
 * <p>Every method checks shapes and throws {@link IllegalArgumentException} naming the weight or
 * the widths that do not fit.
 */
public final class GraphBuilder {
  private final List<Operation> operations = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private int attentionLayers;

  /** Rows of {@code table} for the tokens of the batch. */
  public Value embed(Weight table) {
    return add(new Operation.Embed(table, value(Rows.TOKENS, table.columns())));
  }

  /** Root mean square norm over runs of {@code weight.columns()} elements. */
  public Value rmsNorm(Value in, Weight weight, float epsilon) {
    check(
        weight.rows() == 1 && in.width() % weight.columns() == 0,
        weight.name() + ": " + weight.columns() + " do not divide " + in.width());
    return add(new Operation.RmsNorm(in, weight, weight.columns(), epsilon, like(in)));
  }

  /** {@code weight * in + bias}. */
  public Value linear(Value in, Weight weight, @Nullable Weight bias) {
    check(
        weight.columns() == in.width() && weight.slices() == 1,
        weight.name() + ": takes " + weight.columns() + " inputs, not " + in.width());
    if (bias != null) {
      check(
          bias.columns() == weight.rows() && bias.rows() == 1,
          bias.name() + ": " + bias.columns() + " elements for " + weight.rows() + " outputs");
    }
    return add(new Operation.Linear(in, weight, bias, value(in.rows(), weight.rows())));
  }

  /** Rotates each head of {@code headLength} elements. */
  public Value rope(Value in, int headLength, RopeSpec spec) {
    check(in.width() % headLength == 0, headLength + " does not divide " + in.width());
    check(
        spec.dimensions() <= headLength,
        "rope of " + spec.dimensions() + " dimensions in a head of " + headLength);
    return add(new Operation.Rope(in, headLength, spec, like(in)));
  }

  /** Stores keys and values in the next cache layer and attends. */
  public Value attention(Value query, Value key, Value value, AttentionSpec spec) {
    check(
        query.width() == spec.queryWidth()
            && key.width() == spec.keyWidth()
            && value.width() == spec.valueWidth(),
        "attention of "
            + (query.width() + ", " + key.width() + " and " + value.width())
            + " elements where "
            + (spec.queryWidth() + ", " + spec.keyWidth() + " and " + spec.valueWidth())
            + " are asked for");
    Value out = value(query.rows(), spec.outputWidth());
    return add(new Operation.Attention(query, key, value, attentionLayers++, spec, out));
  }

  /** {@code activation(gate) * up}. */
  public Value gated(Value gate, Value up, Activation activation) {
    checkSame(gate, up);
    return add(new Operation.GatedActivation(gate, up, activation, like(gate)));
  }

  /** {@code a + b}. */
  public Value add(Value a, Value b) {
    checkSame(a, b);
    return add(new Operation.Add(a, b, like(a)));
  }

  /** {@code factor * in}. */
  public Value scale(Value in, float factor) {
    return add(new Operation.Scale(in, factor, like(in)));
  }

  /** {@code cap * tanh(in / cap)}; {@code in} itself where the cap is 0. */
  public Value softcap(Value in, float cap) {
    return cap == 0 ? in : add(new Operation.Softcap(in, cap, like(in)));
  }

  /** The rows whose output was asked for. */
  public Value selectOutputs(Value in) {
    check(in.rows() == Rows.TOKENS, "outputs are selected already");
    return add(new Operation.SelectOutputs(in, value(Rows.OUTPUTS, in.width())));
  }

  /** Mixture of experts; {@code router} has a score for each expert. */
  public Value experts(
      Value in,
      Value router,
      Weight gate,
      Weight up,
      Weight down,
      int used,
      Activation activation) {
    int experts = gate.slices();
    check(
        up.slices() == experts && down.slices() == experts && router.width() == experts,
        gate.name() + ": experts of gate, up, down and router differ");
    check(
        gate.columns() == in.width()
            && up.columns() == in.width()
            && down.columns() == gate.rows()
            && up.rows() == gate.rows()
            && down.rows() == in.width(),
        gate.name() + ": shapes of gate, up and down do not fit together");
    check(used >= 1 && used <= experts, used + " experts used of " + experts);
    return add(new Operation.Experts(in, router, gate, up, down, used, activation, like(in)));
  }

  /** The finished graph. */
  public Graph build(Value hidden, Value logits) {
    return new Graph(operations, values, hidden, logits);
  }

  private Value add(Operation operation) {
    operations.add(operation);
    return operation.out();
  }

  private Value like(Value value) {
    return value(value.rows(), value.width());
  }

  private Value value(Rows rows, int width) {
    Value value = new Value(values.size(), rows, width);
    values.add(value);
    return value;
  }

  private static void checkSame(Value a, Value b) {
    check(
        a.width() == b.width() && a.rows() == b.rows(),
        "widths " + a.width() + " and " + b.width() + " differ");
  }

  private static void check(boolean ok, String message) {
    if (!ok) {
      throw new IllegalArgumentException(message);
    }
  }
}
