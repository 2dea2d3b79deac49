package dev.puna.architecture;

import dev.puna.graph.Activation;
import dev.puna.graph.AttentionSpec;
import dev.puna.graph.Graph;
import dev.puna.graph.GraphBuilder;
import dev.puna.graph.RopeSpec;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;

/**
 * Gemma 2 (Gemma Team, 2024): scaled embeddings, norms before and after each block, soft caps on
 * scores and logits, and every other layer attending within a window.
 */
final class Gemma2 implements Architecture {
  private static final int LAYERS_OF_27B = 46;

  @Override
  public Graph build(Hyperparameters model, Weights weights, int contextLength) {
    GraphBuilder graph = new GraphBuilder();
    Blocks blocks = new Blocks(graph, model, weights);
    RopeSpec rope = Rope.of(model, weights, Pairing.HALVES, contextLength);
    float scale = attentionScale(model, LAYERS_OF_27B);
    float scoreCap = cap(model, "attn_logit_softcapping", 50);
    int window = model.count("attention.sliding_window", 4096);

    Value x = graph.scale(blocks.embedding(), (float) Math.sqrt(model.width()));
    for (int i = 0; i < model.layers(); i++) {
      Weights layer = weights.layer(i);
      boolean local = model.slidingWindow(i, 2);
      AttentionSpec spec = blocks.attentionSpec(i, scale, scoreCap, local ? window : 0);

      Value normed = blocks.norm(layer, "attn_norm", x);
      Value attended = blocks.attention(layer, blocks.qkv(layer, spec, normed), rope, spec);
      x = graph.add(x, blocks.norm(layer, "post_attention_norm", attended));

      normed = blocks.norm(layer, "ffn_norm", x);
      Value fed = blocks.feedForward(layer, i, normed, Activation.GELU_TANH);
      x = graph.add(x, blocks.norm(layer, "post_ffw_norm", fed));
    }
    return blocks.output(x, cap(model, "final_logit_softcapping", 30));
  }

  /** A cap of 0 means that it is not set. */
  private static float cap(Hyperparameters model, String key, float fallback) {
    float cap = (float) model.real(key, 0);
    return cap == 0 ? fallback : cap;
  }

  /** The 27B models scale by width / heads where all others scale by the head length. */
  static float attentionScale(Hyperparameters model, int layersOf27B) {
    int length = model.layers() == layersOf27B ? model.width() / model.heads(0) : model.keyLength();
    return (float) (1 / Math.sqrt(length));
  }
}
