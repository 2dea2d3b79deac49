package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;

/**
 * Llama (Touvron et al., 2023) and what was made in its image: Mistral, SmolLM, TinyLlama, and with
 * experts Mixtral (Jiang et al., 2024).
 */
final class Llama implements Architecture {
  @Override
  public Graph build(Hyperparameters model, Weights weights, int contextLength) {
    GraphBuilder graph = new GraphBuilder();
    Blocks blocks = new Blocks(graph, model, weights);
    RopeSpec rope = Rope.of(model, weights, Pairing.NEIGHBOURS, contextLength);

    Value x = blocks.embedding();
    for (int i = 0; i < model.layers(); i++) {
      Weights layer = weights.layer(i);
      AttentionSpec spec = blocks.attentionSpec(i);

      Value normed = blocks.norm(layer, "attn_norm", x);
      x = graph.add(x, blocks.attention(layer, blocks.qkv(layer, spec, normed), rope, spec));

      normed = blocks.norm(layer, "ffn_norm", x);
      x =
          graph.add(
              x,
              model.experts() > 0
                  ? blocks.experts(layer, normed, model.feedForward(i))
                  : blocks.feedForward(layer, i, normed, Activation.SILU));
    }
    return blocks.output(x, 0);
  }
}
