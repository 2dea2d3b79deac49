package dev.puna.graph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's computation: operations in an order in which they can run. Immutable.
 *
 * @param operations in order; each reads only values written before
 * @param values all values, by id
 * @param hidden the final hidden state, {@code [OUTPUTS, width]}
 * @param logits the scores of the next token, {@code [OUTPUTS, vocabulary]}; null in a graph that
 *     ends with the hidden state
 */
public record Graph(
    List<Operation> operations, List<Value> values, Value hidden, @Nullable Value logits) {

  /** Copies the lists. */
  public Graph {
    operations = List.copyOf(operations);
    values = List.copyOf(values);
  }

  /** The part that computes the hidden state alone. */
  public Graph withoutLogits() {
    int end = 0;
    while (operations.get(end).out().id() != hidden.id()) {
      end++;
    }
    return new Graph(operations.subList(0, end + 1), values, hidden, null);
  }

  /** The same computation with the rows whose output is asked for selected as early as can be. */
  public Graph selectingEarly() {
    return SelectionPushdown.apply(this);
  }

  /** The attention layers that keep keys and values in the cache, by layer index. */
  public List<AttentionSpec> attentionLayers() {
    List<AttentionSpec> layers = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Attention attention) {
        layers.add(attention.spec());
      }
    }
    return layers;
  }

  /** Bytes of all weights, a shared one counted each time it is used. */
  public long weightBytes() {
    long bytes = 0;
    for (Operation operation : operations) {
      for (Weight weight : operation.weights()) {
        bytes += weight.data().byteSize();
      }
    }
    return bytes;
  }
}
