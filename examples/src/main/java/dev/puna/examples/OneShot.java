package dev.puna.examples;

import dev.puna.Model;
import java.nio.file.Path;

/** Asks one question: {@code OneShot MODEL.gguf}. */
public final class OneShot {
  private OneShot() {}

  /** Loads the model, asks and prints the answer. */
  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]))) {
      System.out.println(model.generate("What is the capital of France?").text());
    }
  }
}
