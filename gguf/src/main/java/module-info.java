/** Reading and writing of GGUF model files. */
module dev.puna.gguf {
  requires static org.jspecify;
  requires transitive dev.puna.quant;

  exports dev.puna.gguf;
}
