package dev.puna.cli.synth;

import java.util.ArrayList;
import java.util.List;

/** The tensors of a shape, named as in files and in their order. */
final class Tensors {
  private final Shape shape;
  private final List<TensorSpec> specs = new ArrayList<>();

  private Tensors(Shape shape) {
    this.shape = shape;
  }

  /** All tensors of a model. */
  static List<TensorSpec> of(Shape shape) {
    Tensors tensors = new Tensors(shape);
    int width = shape.width();
    tensors.matrix(
        "token_embd",
        shape.ownOutput() ? Role.EMBEDDING : Role.OUTPUT,
        0,
        width,
        shape.vocabulary());
    if (shape.ropeFactor() > 1) {
      int pairs = shape.headLength() / 2;
      tensors.matrix("rope_freqs", Role.ROPE_FACTORS, 0, pairs, 1);
    }
    for (int i = 0; i < shape.layers(); i++) {
      tensors.layer(i);
    }
    tensors.norm("output_norm", 0, width);
    if (shape.ownOutput()) {
      tensors.matrix("output", Role.OUTPUT, 0, width, shape.vocabulary());
    }
    return tensors.specs;
  }

  private void layer(int i) {
    String prefix = "blk." + i + ".";
    int width = shape.width();
    norm(prefix + "attn_norm", i, width);
    matrix(prefix + "attn_q", Role.QUERY, i, width, shape.queryWidth());
    matrix(prefix + "attn_k", Role.KEY, i, width, shape.keyWidth());
    matrix(prefix + "attn_v", Role.VALUE, i, width, shape.keyWidth());
    if (shape.family().normsHeads()) {
      norm(prefix + "attn_q_norm", i, shape.headLength());
      norm(prefix + "attn_k_norm", i, shape.headLength());
    }
    matrix(prefix + "attn_output", Role.ATTENTION_OUTPUT, i, shape.queryWidth(), width);
    if (shape.family().normsResults()) {
      norm(prefix + "post_attention_norm", i, width);
    }
    norm(prefix + "ffn_norm", i, width);
    if (shape.experts() > 0) {
      experts(prefix, i);
    } else {
      matrix(prefix + "ffn_gate", Role.GATE, i, width, shape.feedForward());
      matrix(prefix + "ffn_up", Role.UP, i, width, shape.feedForward());
      matrix(prefix + "ffn_down", Role.DOWN, i, shape.feedForward(), width);
    }
    if (shape.family().normsResults()) {
      norm(prefix + "post_ffw_norm", i, width);
    }
  }

  private void experts(String prefix, int i) {
    int width = shape.width();
    int inner = Shape.EXPERT_WIDTH;
    int experts = shape.experts();
    matrix(prefix + "ffn_gate_inp", Role.ROUTER, i, width, experts);
    add(prefix + "ffn_gate_exps", Role.GATE, i, width, inner, experts);
    add(prefix + "ffn_up_exps", Role.UP, i, width, inner, experts);
    add(prefix + "ffn_down_exps", Role.DOWN, i, inner, width, experts);
  }

  private void norm(String name, int layer, int length) {
    matrix(name, Role.NORM, layer, length, 1);
  }

  private void matrix(String name, Role role, int layer, int columns, int rows) {
    add(name, role, layer, columns, rows, 1);
  }

  private void add(String name, Role role, int layer, int columns, int rows, int slices) {
    specs.add(new TensorSpec(name + ".weight", role, layer, columns, rows, slices));
  }
}
