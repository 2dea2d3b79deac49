package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;

/**
 * Qwen 3 (Yang et al., 2025): every query and key head is normed before rope. {@code qwen3moe} has
 * experts in place of the feed-forward network.
 */
final class Qwen3 implements Architecture {
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
      Blocks.Qkv qkv = blocks.qkv(layer, spec, normed);
      qkv =
          new Blocks.Qkv(
              blocks.headNorm(layer, "attn_q_norm", qkv.query()),
              blocks.headNorm(layer, "attn_k_norm", qkv.key()),
              qkv.value());
      x = graph.add(x, blocks.attention(layer, qkv, rope, spec));

      normed = blocks.norm(layer, "ffn_norm", x);
      x =
          graph.add(
              x,
              model.experts() > 0
                  ? blocks.experts(layer, normed, expertWidth(model, i))
                  : blocks.feedForward(layer, i, normed, Activation.SILU));
    }
    return blocks.output(x, 0);
  }

  /** An expert's inner width; where the file does not say, the dense width shared out. */
  private static int expertWidth(Hyperparameters model, int layer) {
    int width = model.count("expert_feed_forward_length", 0);
    return width != 0 ? width : model.feedForward(layer) / model.count("expert_used_count");
  }
}
