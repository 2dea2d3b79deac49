/** LLM inference inside the JVM. */
module dev.puna.core {
  requires static org.jspecify;
  requires transitive dev.puna.gguf;

  exports dev.puna;
  exports dev.puna.architecture;
  exports dev.puna.grammar;
  exports dev.puna.graph;
  exports dev.puna.host;
  exports dev.puna.sampling;
  exports dev.puna.spi;
  exports dev.puna.template;
  exports dev.puna.tokenizer;
  exports dev.puna.tool;

  uses dev.puna.spi.BackendProvider;

  provides dev.puna.spi.BackendProvider with
      dev.puna.reference.ReferenceProvider;
}
