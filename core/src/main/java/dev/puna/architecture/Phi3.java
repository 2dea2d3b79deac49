package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;

/**
 * Phi 3 and 4 (Abdin et al., 2024): Llama with queries, keys and values in one matrix, gate and up
 * in another, and LongRoPE factors. Its sliding window is not applied, as its reference code does
 * not.
 */
final class Phi3 implements Architecture {
  @Override
  public Graph build(Hyperparameters model, Weights weights, int contextLength) {
    GraphBuilder graph = new GraphBuilder();
    Blocks blocks = new Blocks(graph, model, weights);
    RopeSpec rope = Rope.of(model, weights, Pairing.HALVES, contextLength);

    Value x = blocks.embedding();
    for (int i = 0; i < model.layers(); i++) {
      Weights layer = weights.layer(i);
      AttentionSpec spec = blocks.attentionSpec(i);

      Value normed = blocks.norm(layer, "attn_norm", x);
      x = graph.add(x, blocks.attention(layer, blocks.qkv(layer, spec, normed), rope, spec));

      normed = blocks.norm(layer, "ffn_norm", x);
      int hidden = model.feedForward(i);
      Weight gateAndUp = layer.matrix("ffn_up", model.width(), 2 * hidden);
      Value gate = graph.linear(normed, gateAndUp.rowRange(0, hidden), null);
      Value up = graph.linear(normed, gateAndUp.rowRange(hidden, hidden), null);
      Value fed = graph.gated(gate, up, Activation.SILU);
      x = graph.add(x, blocks.linear(layer, "ffn_down", fed, model.width()));
    }
    return blocks.output(x, 0);
  }
}
