/** Block formats of GGML tensors: the only home of what a block looks like. */
module dev.puna.quant {
  requires static org.jspecify;

  exports dev.puna.quant;
}
