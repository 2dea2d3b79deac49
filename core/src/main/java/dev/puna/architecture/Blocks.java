package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that transformer families share, each with the names that its tensors have in a file.
 *
 * <p>d is the width of a hidden state, h the query heads, k the key heads, l the head length.
 */
final class Blocks {
  private final GraphBuilder graph;
  private final Hyperparameters model;
  private final Weights weights;

  Blocks(GraphBuilder graph, Hyperparameters model, Weights weights) {
    this.graph = graph;
    this.model = model;
    this.weights = weights;
  }

  /** Token embeddings, {@code [tokens, d]}. */
  Value embedding() {
    return graph.embed(weights.matrix("token_embd", model.width(), model.vocabulary()));
  }

  /** RMS norm of whole rows. */
  Value norm(Weights from, String name, Value in) {
    return graph.rmsNorm(in, from.vector(name, model.width()), model.epsilon());
  }

  /** RMS norm of each head. */
  Value headNorm(Weights from, String name, Value in) {
    return graph.rmsNorm(in, from.vector(name, model.keyLength()), model.epsilon());
  }

  /** The shape of a layer's attention, scaled by the head length, without cap or window. */
  AttentionSpec attentionSpec(int layer) {
    return attentionSpec(layer, (float) (1 / Math.sqrt(model.keyLength())), 0, 0);
  }

  /** The shape of a layer's attention. */
  AttentionSpec attentionSpec(int layer, float scale, float softcap, int window) {
    int heads = model.heads(layer);
    int kvHeads = model.kvHeads(layer);
    if (heads % kvHeads != 0) {
      throw new ModelFormatException(
          "layer "
              + layer
              + " has "
              + heads
              + " heads, no multiple of its "
              + kvHeads
              + " KV heads");
    }
    return new AttentionSpec(
        heads, kvHeads, model.keyLength(), model.valueLength(), scale, softcap, window);
  }

  /** Queries, keys and values before rope: {@code [rows, h*l]}, {@code [rows, k*l]} twice. */
  record Qkv(Value query, Value key, Value value) {}

  /** Projects to queries, keys and values, from three matrices or from one that holds all three. */
  Qkv qkv(Weights layer, AttentionSpec spec, Value in) {
    int q = spec.queryWidth();
    int k = spec.keyWidth();
    int v = spec.valueWidth();
    if (!layer.has("attn_qkv")) {
      return new Qkv(
          linear(layer, "attn_q", in, q),
          linear(layer, "attn_k", in, k),
          linear(layer, "attn_v", in, v));
    }
    Weight all = layer.matrix("attn_qkv", in.width(), q + k + v);
    Weight bias = layer.bias("attn_qkv", q + k + v);
    return new Qkv(
        part(in, all, bias, 0, q), part(in, all, bias, q, k), part(in, all, bias, q + k, v));
  }

  private Value part(Value in, Weight all, @Nullable Weight bias, int from, int count) {
    return graph.linear(
        in, all.rowRange(from, count), bias == null ? null : bias.columnRange(from, count));
  }

  /** Rotates queries and keys, attends, and projects back to {@code [rows, d]}. */
  Value attention(Weights layer, Qkv qkv, RopeSpec rope, AttentionSpec spec) {
    Value query = graph.rope(qkv.query, spec.keyLength(), rope);
    Value key = graph.rope(qkv.key, spec.keyLength(), rope);
    Value heads = graph.attention(query, key, qkv.value, spec);
    return linear(layer, "attn_output", heads, model.width());
  }

  /** {@code down(activation(gate x) * up x)}; Shazeer, 2020. */
  Value feedForward(Weights layer, int index, Value in, Activation activation) {
    int hidden = model.feedForward(index);
    Value gate = linear(layer, "ffn_gate", in, hidden);
    Value up = linear(layer, "ffn_up", in, hidden);
    return linear(layer, "ffn_down", graph.gated(gate, up, activation), model.width());
  }

  /**
   * The experts that a router chooses for each token; {@code hidden} is an expert's inner width.
   */
  Value experts(Weights layer, Value in, int hidden) {
    int experts = model.experts();
    int used = model.count("expert_used_count");
    if (used > experts) {
      throw new ModelFormatException(
          "expert_used_count is " + used + ", more than the " + experts + " experts there are");
    }
    int d = model.width();
    return graph.experts(
        in,
        linear(layer, "ffn_gate_inp", in, experts),
        layer.experts("ffn_gate_exps", d, hidden, experts),
        layer.experts("ffn_up_exps", d, hidden, experts),
        layer.experts("ffn_down_exps", hidden, d, experts),
        used,
        Activation.SILU);
  }

  /** {@code weight x}, and the bias where the file has one. */
  Value linear(Weights from, String name, Value in, int outputs) {
    return graph.linear(in, from.matrix(name, in.width(), outputs), from.bias(name, outputs));
  }

  /** Final norm and logits; the output matrix is the embedding table where the file has none. */
  Graph output(Value x, float softcap) {
    Value hidden = norm(weights, "output_norm", graph.selectOutputs(x));
    String matrix = weights.has("output") ? "output" : "token_embd";
    Value logits =
        graph.linear(
            hidden,
            weights.matrix(matrix, model.width(), model.vocabulary()),
            weights.bias("output", model.vocabulary()));
    return graph.build(hidden, graph.softcap(logits, softcap)).selectingEarly();
  }
}
