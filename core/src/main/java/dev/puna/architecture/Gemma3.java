package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;

/**
 * Gemma 3 (Gemma Team, 2025): Gemma 2 without score caps, with normed query and key heads, and five
 * layers within a window, with a rope of their own, for each that sees everything.
 */
final class Gemma3 implements Architecture {
  private static final int LAYERS_OF_27B = 62;

  @Override
  public Graph build(Hyperparameters model, Weights weights, int contextLength) {
    GraphBuilder graph = new GraphBuilder();
    Blocks blocks = new Blocks(graph, model, weights);
    RopeSpec globalRope = Rope.of(model, weights, Pairing.HALVES, contextLength);
    RopeSpec localRope = Rope.local(model, Pairing.HALVES, 10_000);
    float scale = Gemma2.attentionScale(model, LAYERS_OF_27B);
    int window = model.count("attention.sliding_window", 0);

    Value x = graph.scale(blocks.embedding(), (float) Math.sqrt(model.width()));
    for (int i = 0; i < model.layers(); i++) {
      Weights layer = weights.layer(i);
      boolean local = window > 0 && model.slidingWindow(i, 6);
      AttentionSpec spec = blocks.attentionSpec(i, scale, 0, local ? window : 0);

      Value normed = blocks.norm(layer, "attn_norm", x);
      Blocks.Qkv qkv = blocks.qkv(layer, spec, normed);
      qkv =
          new Blocks.Qkv(
              blocks.headNorm(layer, "attn_q_norm", qkv.query()),
              blocks.headNorm(layer, "attn_k_norm", qkv.key()),
              qkv.value());
      Value attended = blocks.attention(layer, qkv, local ? localRope : globalRope, spec);
      x = graph.add(x, blocks.norm(layer, "post_attention_norm", attended));

      normed = blocks.norm(layer, "ffn_norm", x);
      Value fed = blocks.feedForward(layer, i, normed, Activation.GELU_TANH);
      x = graph.add(x, blocks.norm(layer, "post_ffw_norm", fed));
    }
    return blocks.output(x, (float) model.real("final_logit_softcapping", 0));
  }
}
