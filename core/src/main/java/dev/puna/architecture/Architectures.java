package dev.puna.architecture;

import dev.puna.gguf.Quoted;
import java.util.List;

/** The model families that Puna knows, by {@code general.architecture}. */
public final class Architectures {
  private static final List<String> NAMES =
      List.of("gemma2", "gemma3", "llama", "phi3", "qwen2", "qwen3", "qwen3moe");

  private Architectures() {}

  /** The known names, sorted. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The family of this name.
   *
   * @throws ModelFormatException naming the unknown architecture and listing the known ones
   */
  public static Architecture of(String name) {
    return switch (name) {
      case "llama" -> new Llama();
      case "qwen2" -> new Qwen2();
      case "qwen3", "qwen3moe" -> new Qwen3();
      case "gemma2" -> new Gemma2();
      case "gemma3" -> new Gemma3();
      case "phi3" -> new Phi3();
      default ->
          throw new ModelFormatException(
              "the model's architecture is "
                  + Quoted.of(name)
                  + ", which is not supported; supported are "
                  + String.join(", ", NAMES));
    };
  }
}
