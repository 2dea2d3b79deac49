package dev.puna.cli.synth;

import java.util.List;

/**
 * The numbers of a well-known model, as its publisher's configuration has them.
 *
 * @param name what it is called on the command line
 * @param title what its publisher calls it
 * @param layers number of layers
 * @param width elements of a hidden state
 * @param feedForward inner width of a dense feed-forward network
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headLength elements of a head
 * @param vocabulary number of tokens
 * @param contextLength positions that it was trained for
 * @param ownOutput whether the output matrix is not the embedding table
 * @param experts number of experts; 0 for a dense model
 * @param ropeFactor how many times slow rope pairs are stretched, as Llama 3 does it; 1 for none
 */
public record Shape(
    String name,
    String title,
    Family family,
    int layers,
    int width,
    int feedForward,
    int heads,
    int kvHeads,
    int headLength,
    int vocabulary,
    int contextLength,
    boolean ownOutput,
    int experts,
    int ropeFactor) {

  /** Experts that a token goes through, in all shapes that have experts. */
  static final int EXPERTS_USED = 8;

  /** An expert's inner width, in all shapes that have experts. */
  static final int EXPERT_WIDTH = 768;

  /** Positions that a local layer of Gemma 3 1B sees. */
  static final int WINDOW = 512;

  private static final int LLAMA_TOKENS = 128_256;
  private static final int QWEN_TOKENS = 151_936;
  private static final int GEMMA_TOKENS = 262_144;

  private static final List<Shape> ALL =
      List.of(
          new Shape(
              "llama-3.2-1b",
              "Llama 3.2 1B",
              Family.LLAMA,
              16,
              2048,
              8192,
              32,
              8,
              64,
              LLAMA_TOKENS,
              131_072,
              false,
              0,
              32),
          new Shape(
              "llama-3.2-3b",
              "Llama 3.2 3B",
              Family.LLAMA,
              28,
              3072,
              8192,
              24,
              8,
              128,
              LLAMA_TOKENS,
              131_072,
              false,
              0,
              32),
          new Shape(
              "llama-3.1-8b",
              "Llama 3.1 8B",
              Family.LLAMA,
              32,
              4096,
              14_336,
              32,
              8,
              128,
              LLAMA_TOKENS,
              131_072,
              true,
              0,
              8),
          new Shape(
              "qwen3-0.6b",
              "Qwen3 0.6B",
              Family.QWEN3,
              28,
              1024,
              3072,
              16,
              8,
              128,
              QWEN_TOKENS,
              40_960,
              false,
              0,
              1),
          new Shape(
              "qwen3-4b",
              "Qwen3 4B",
              Family.QWEN3,
              36,
              2560,
              9728,
              32,
              8,
              128,
              QWEN_TOKENS,
              40_960,
              false,
              0,
              1),
          new Shape(
              "qwen3-30b-a3b",
              "Qwen3 30B-A3B",
              Family.QWEN3MOE,
              48,
              2048,
              6144,
              32,
              4,
              128,
              QWEN_TOKENS,
              40_960,
              true,
              128,
              1),
          new Shape(
              "gemma-3-1b",
              "Gemma 3 1B",
              Family.GEMMA3,
              26,
              1152,
              6912,
              4,
              1,
              256,
              GEMMA_TOKENS,
              32_768,
              false,
              0,
              1));

  /** All shapes. */
  public static List<Shape> all() {
    return ALL;
  }

  /**
   * The shape of a name.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  public static Shape named(String name) {
    StringBuilder names = new StringBuilder();
    for (Shape shape : ALL) {
      if (shape.name.equalsIgnoreCase(name)) {
        return shape;
      }
      names.append(names.isEmpty() ? "" : ", ").append(shape.name);
    }
    throw new IllegalArgumentException("there is no shape '" + name + "'; there are: " + names);
  }

  /**
   * The same shape with another number of layers.
   *
   * @throws IllegalArgumentException if there are none, or more than {@value #MAX_LAYERS}
   */
  public Shape withLayers(int count) {
    if (count < 1 || count > MAX_LAYERS) {
      throw new IllegalArgumentException("layers must be 1 to " + MAX_LAYERS + ", not " + count);
    }
    return new Shape(
        name,
        title,
        family,
        count,
        width,
        feedForward,
        heads,
        kvHeads,
        headLength,
        vocabulary,
        contextLength,
        ownOutput,
        experts,
        ropeFactor);
  }

  private static final int MAX_LAYERS = 1024;

  /** Elements of all query heads. */
  int queryWidth() {
    return heads * headLength;
  }

  /** Elements of all key heads, or of all value heads. */
  int keyWidth() {
    return kvHeads * headLength;
  }

  /** Query heads that share a key head. */
  int groupSize() {
    return heads / kvHeads;
  }
}
