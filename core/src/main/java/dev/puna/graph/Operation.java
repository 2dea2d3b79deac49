package dev.puna.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a model's computation. Every operation writes one new value; shapes are checked by
 * {@link GraphBuilder}, which is the way to make them.
 */
public sealed interface Operation {
  /** The values it reads. */
  List<Value> inputs();

  /** The value it writes. */
  Value out();

  /** The weights it reads. */
  default List<Weight> weights() {
    return List.of();
  }

  /**
   * True if element {@code i} of a row of the output needs no element of another index or row, so
   * that the output may lie where an input lies.
   */
  default boolean elementwise() {
    return false;
  }

  /** Row {@code token id} of the table for each token. */
  record Embed(Weight table, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of();
    }

    @Override
    public List<Weight> weights() {
      return List.of(table);
    }
  }

  /**
   * Root mean square norm (Zhang and Sennrich, 2019): each run of {@code length} elements is
   * divided by {@code sqrt(mean(x^2) + epsilon)} and multiplied by {@code weight}.
   *
   * @param length elements normalised together: the row's width, or a head's length
   */
  record RmsNorm(Value in, Weight weight, int length, float epsilon, Value out)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    @Override
    public List<Weight> weights() {
      return List.of(weight);
    }
  }

  /** {@code out[r] = weight * in[r] + bias}. */
  record Linear(Value in, Weight weight, @Nullable Weight bias, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    @Override
    public List<Weight> weights() {
      return bias == null ? List.of(weight) : List.of(weight, bias);
    }
  }

  /** Rotates each head of {@code headLength} elements by its token's position. */
  record Rope(Value in, int headLength, RopeSpec spec, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }
  }

  /**
   * Stores keys and values of the batch in the cache, then attends causally over each token's own
   * sequence.
   *
   * @param layer index of the cache layer, counted from 0 over the attention operations
   */
  record Attention(Value query, Value key, Value value, int layer, AttentionSpec spec, Value out)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(query, key, value);
    }
  }

  /** {@code out = activation(gate) * up}. */
  record GatedActivation(Value gate, Value up, Activation activation, Value out)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(gate, up);
    }

    @Override
    public boolean elementwise() {
      return true;
    }
  }

  /** {@code out = a + b}. */
  record Add(Value a, Value b, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(a, b);
    }

    @Override
    public boolean elementwise() {
      return true;
    }
  }

  /** {@code out = factor * in}. */
  record Scale(Value in, float factor, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    @Override
    public boolean elementwise() {
      return true;
    }
  }

  /** {@code out = cap * tanh(in / cap)}. */
  record Softcap(Value in, float cap, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }

    @Override
    public boolean elementwise() {
      return true;
    }
  }

  /** The rows of the tokens whose output was asked for. */
  record SelectOutputs(Value in, Value out) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }
  }

  /**
   * Sparse mixture of gated feed-forward experts (Shazeer et al., 2017; Jiang et al., 2024): the
   * {@code used} experts with the highest router scores are weighted by the softmax of the scores
   * of the chosen, so that the weights sum to 1.
   *
   * @param router scores, one for each expert
   * @param gate experts' gate matrices, {@code [experts, hidden, width]}
   * @param up experts' up matrices, {@code [experts, hidden, width]}
   * @param down experts' down matrices, {@code [experts, width, hidden]}
   */
  record Experts(
      Value in,
      Value router,
      Weight gate,
      Weight up,
      Weight down,
      int used,
      Activation activation,
      Value out)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(in, router);
    }

    @Override
    public List<Weight> weights() {
      return List.of(gate, up, down);
    }
  }
}
