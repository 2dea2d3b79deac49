/** LLM inference inside the JVM. */
module dev.puna.core {
  requires static org.jspecify;
  requires transitive dev.puna.gguf;

  exports dev.puna;
}
