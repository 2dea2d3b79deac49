package dev.puna.cli.synth;

import java.util.List;
import java.util.Locale;

/**
 * The numbers of a well-known model, as its publisher's configuration has them.
 *
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

  private static final int MAX_LAYERS = 1024;

  private static final List<Shape> ALL =
      List.of(
          llama("3.2 1B", 16, 2048, 8192, 32, 64, false, 32),
          llama("3.2 3B", 28, 3072, 8192, 24, 128, false, 32),
          llama("3.1 8B", 32, 4096, 14_336, 32, 128, true, 8),
          qwen3("0.6B", Family.QWEN3, 28, 1024, 3072, 16, 8, false, 0),
          qwen3("4B", Family.QWEN3, 36, 2560, 9728, 32, 8, false, 0),
          qwen3("30B-A3B", Family.QWEN3MOE, 48, 2048, 6144, 32, 4, true, 128),
          gemma3("1B", 26, 1152, 6912, 4, 1));

  private static Shape llama(
      String size,
      int layers,
      int width,
      int feedForward,
      int heads,
      int headLength,
      boolean ownOutput,
      int ropeFactor) {
    return new Shape(
        "Llama " + size,
        Family.LLAMA,
        layers,
        width,
        feedForward,
        heads,
        8,
        headLength,
        128_256,
        131_072,
        ownOutput,
        0,
        ropeFactor);
  }

  private static Shape qwen3(
      String size,
      Family family,
      int layers,
      int width,
      int feedForward,
      int heads,
      int kvHeads,
      boolean ownOutput,
      int experts) {
    return new Shape(
        "Qwen3 " + size,
        family,
        layers,
        width,
        feedForward,
        heads,
        kvHeads,
        128,
        151_936,
        40_960,
        ownOutput,
        experts,
        1);
  }

  private static Shape gemma3(
      String size, int layers, int width, int feedForward, int heads, int kvHeads) {
    return new Shape(
        "Gemma 3 " + size,
        Family.GEMMA3,
        layers,
        width,
        feedForward,
        heads,
        kvHeads,
        256,
        262_144,
        32_768,
        false,
        0,
        1);
  }

  /** What it is called on the command line: {@code llama-3.2-1b}. */
  public String name() {
    return title.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

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
      if (shape.name().equalsIgnoreCase(name)) {
        return shape;
      }
      names.append(names.isEmpty() ? "" : ", ").append(shape.name());
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
