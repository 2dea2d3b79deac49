package dev.puna.cli.synth;

/** A model family: what its shapes have in common. */
enum Family {
  /** Llama 3. */
  LLAMA("llama", 500_000, 1e-5f, Tokens.LLAMA_3),
  /** Qwen 3. */
  QWEN3("qwen3", 1e6f, 1e-6f, Tokens.QWEN_3),
  /** Qwen 3 with experts. */
  QWEN3MOE("qwen3moe", 1e6f, 1e-6f, Tokens.QWEN_3),
  /** Gemma 3. */
  GEMMA3("gemma3", 1e6f, 1e-6f, Tokens.GEMMA_3);

  private final String architecture;
  private final float ropeBase;
  private final float epsilon;
  private final Tokens tokens;

  Family(String architecture, float ropeBase, float epsilon, Tokens tokens) {
    this.architecture = architecture;
    this.ropeBase = ropeBase;
    this.epsilon = epsilon;
    this.tokens = tokens;
  }

  /** The value of {@code general.architecture}. */
  String architecture() {
    return architecture;
  }

  /** Base of the rope's frequencies. */
  float ropeBase() {
    return ropeBase;
  }

  /** Epsilon of the RMS norms. */
  float epsilon() {
    return epsilon;
  }

  /** Its tokenizer. */
  Tokens tokens() {
    return tokens;
  }

  /** Whether each query and key head is normed. */
  boolean normsHeads() {
    return this != LLAMA;
  }

  /** Whether what attention and feed-forward give is normed too. */
  boolean normsResults() {
    return this == GEMMA3;
  }
}
