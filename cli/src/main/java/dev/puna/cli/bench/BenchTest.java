package dev.puna.cli.bench;

/**
 * One thing to measure.
 *
 * @param kind what the tokens are
 * @param tokens how many tokens are timed, of each sequence
 * @param depth how many tokens the cache holds before them
 * @param sequences how many sequences run together
 */
public record BenchTest(Kind kind, int tokens, int depth, int sequences) {
  /** What is timed. */
  public enum Kind {
    /** A prompt is read. */
    PROMPT,
    /** Tokens are generated one after another. */
    GENERATION
  }

  /**
   * Its name, as llama-bench writes it: {@code pp512}, {@code tg128 @ d4096}, {@code tg128 x16}.
   */
  public String name() {
    String name = (kind == Kind.PROMPT ? "pp" : "tg") + tokens;
    if (sequences > 1) {
      name += " x" + sequences;
    }
    return depth > 0 ? name + " @ d" + depth : name;
  }
}
